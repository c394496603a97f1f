import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../domain/errors.ts'
import { factsIn, type Inspection } from './inspection.ts'
import { sqlOn } from './sqlite.ts'
import { openUntouched, versionOf } from './sqlite-database.ts'

/** As many as anybody reads. */
const MOST_PROBLEMS = 20

/** Looks at every page of the file, and writes nothing. @throws AppError where a newer program has been here */
export async function inspectSqlite(location: string): Promise<Inspection> {
  if (location === ':memory:' || !existsSync(location)) return { problems: [], facts: undefined }
  const problems: string[] = []
  let database: DatabaseSync | undefined
  const tried = async <T>(look: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await look()
    } catch (error) {
      if (error instanceof AppError) throw error
      problems.push((error as Error).message)
      return undefined
    }
  }
  try {
    const opened = await tried(() => {
      database = openUntouched(location)
      return { database, schema: versionOf(database, location) }
    })
    if (!opened) return { problems, facts: undefined }
    await tried(() => problems.push(...damageIn(opened.database)))
    const facts = await tried(() => factsIn(sqlOn(opened.database), opened.schema))
    return { problems: [...new Set(problems)], facts }
  } finally {
    database?.close()
  }
}

/** https://www.sqlite.org/pragma.html#pragma_integrity_check */
function damageIn(database: DatabaseSync): string[] {
  const rows = database.prepare(`PRAGMA integrity_check(${MOST_PROBLEMS})`).all() as { integrity_check: string }[]
  return rows.flatMap(({ integrity_check }) => integrity_check.split('\n')).filter((line) => line !== 'ok')
}
