import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../domain/errors.ts'
import { factsIn, type Inspection } from '../inspection.ts'
import { openUntouched, versionOf } from './database.ts'
import { sqlOn } from './sql.ts'

const PROBLEMS_MAX = 20

/** Checks every page of the file and writes nothing. @throws AppError if a newer program has migrated the store */
export async function inspectSqlite(location: string): Promise<Inspection> {
  if (location === ':memory:' || !existsSync(location)) return { problems: [], facts: undefined }
  const problems: string[] = []
  let database: DatabaseSync | undefined
  /** Runs `work` and records its error as a problem. */
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof AppError) throw error
      problems.push((error as Error).message)
      return undefined
    }
  }
  try {
    const opened = await attempt(() => {
      database = openUntouched(location)
      return { database, schema: versionOf(database, location) }
    })
    if (!opened) return { problems, facts: undefined }
    await attempt(() => problems.push(...damageIn(opened.database)))
    const facts = await attempt(() => factsIn(sqlOn(opened.database), opened.schema))
    return { problems: [...new Set(problems)], facts }
  } finally {
    database?.close()
  }
}

/** https://www.sqlite.org/pragma.html#pragma_integrity_check */
function damageIn(database: DatabaseSync): string[] {
  const rows = database.prepare(`PRAGMA integrity_check(${PROBLEMS_MAX})`).all() as { integrity_check: string }[]
  return rows.flatMap(({ integrity_check }) => integrity_check.split('\n')).filter((line) => line !== 'ok')
}
