import { spawn } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { AppError } from '../domain/errors.ts'
import { TABLES } from '../store/migrations.ts'

/** Runs pg_dump, which must be on PATH and no older than the server. @throws AppError */
export async function dumpPostgres(address: string, file: string): Promise<void> {
  const part = `${file}.part`
  try {
    const tables = ['polyfeed_schema', ...TABLES].map((table) => `--table=${table}`)
    await run('pg_dump', address, ['--format=custom', '--no-owner', '--no-privileges', `--file=${part}`, ...tables])
    renameSync(part, file)
  } finally {
    rmSync(part, { force: true })
  }
}

/** Runs pg_restore in one transaction, so that serving processes see either store. @throws AppError */
export async function restorePostgres(file: string, address: string): Promise<void> {
  if (!existsSync(file)) throw new AppError('store_unusable', `There is no file ${file}`)
  await run('pg_restore', address, ['--clean', '--if-exists', '--no-owner', '--single-transaction', file])
}

/** Passes the password in the environment, because all users of a machine can see command lines. */
function run(tool: string, address: string, args: readonly string[]): Promise<void> {
  const url = new URL(address)
  const password = decodeURIComponent(url.password)
  url.password = ''
  const env = { ...process.env, ...(password && { PGPASSWORD: password }) }
  return new Promise((resolve, reject) => {
    const child = spawn(tool, [`--dbname=${url.href}`, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env })
    let errorText = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errorText += text
    })
    child.once('error', () => reject(failed(`${tool} is not on PATH: install PostgreSQL's client programs`)))
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(failed(`${tool} failed: ${errorText.trim().split('\n')[0] ?? code}`))
    })
  })
}

function failed(message: string): AppError {
  return new AppError('store_unusable', message)
}
