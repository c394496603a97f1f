import { readConfig } from '../config/config.ts'
import type { Inspection, StoreFacts } from '../store/inspection.ts'
import { inspectStore, sqliteFile } from '../store/open.ts'
import { SCHEMA } from '../store/sqlite/database.ts'

/** Prints the content of the store, its damage and how to repair it. Writes nothing. */
export async function checkStore(): Promise<number> {
  const { store } = readConfig()
  const inspection = await inspectStore(store)
  process.stdout.write(`${linesOf(store, inspection).join('\n')}\n`)
  return inspection.problems.length > 0 ? 1 : 0
}

function linesOf(address: string, { problems, facts }: Inspection): string[] {
  const file = sqliteFile(address)
  // The address of a database may contain a password.
  const name = file ?? 'The database'
  if (problems.length === 0) {
    return facts
      ? [...factLines(facts), `${name} is intact.`]
      : [`${name} has no store yet; the first start creates it from the sources.`]
  }
  return [
    ...(facts ? factLines(facts) : []),
    `${name} is damaged:`,
    ...problems.map((problem) => `  ${problem}`),
    ...(file === undefined ? [] : adviceFor(file, facts?.schema ?? SCHEMA)),
  ]
}

function factLines({ schema, head, files, variants, feeds, withdrawals }: StoreFacts): string[] {
  const edition = head ? `edition ${head.revision} of ${new Date(head.instant).toISOString()}` : 'no edition yet'
  return [
    `schema ${schema}, ${edition}`,
    `${files} files, ${variants} variants, ${feeds} feeds, ${withdrawals} withdrawals`,
  ]
}

/** Makes the next refresh read every file, so that rows lost by the repair come from the sources. */
const FORGET_MARKS_SQL = "UPDATE files SET modified = -1, hash = ''"

function adviceFor(file: string, schema: number): string[] {
  return [
    '',
    'Nothing was changed. To repair it:',
    `  1. Stop its servers, and rename it:  mv ${file} ${file}.damaged  (also ${file}-wal, ${file}-shm if they exist)`,
    '  2. Save the readable rows with the sqlite3 program:',
    `       (sqlite3 ${file}.damaged .dump | sed 's/^ROLLBACK.*/COMMIT;/'; echo "${FORGET_MARKS_SQL}; PRAGMA user_version = ${schema};") | sqlite3 ${file}`,
    '     and check again:  polyfeed check --store',
    '  3. Or start without it: the server builds a new store from the sources.',
    '',
    'The sources restore articles, feeds, ids and entity tags. Only the store has:',
    '  - withdrawals and their times, which feeds report for a while (withdrawals.keep);',
    '  - the times when feeds last changed: Last-Modified becomes the time of the next refresh;',
    '  - the last good version of files that are broken now: first fix what polyfeed check lists.',
    'A backup has all three, and works while the store is in use:  polyfeed backup FILE',
  ]
}
