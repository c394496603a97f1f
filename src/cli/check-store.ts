import { readConfig } from '../config/config.ts'
import type { Inspection, StoreFacts } from '../store/inspection.ts'
import { inspectStore, sqliteFile } from '../store/open.ts'
import { SCHEMA } from '../store/sqlite/database.ts'

/** Says what is in the store and whether all of it can be read; where not, what can be done. Writes nothing. */
export async function checkStore(): Promise<number> {
  const { store } = readConfig()
  const inspection = await inspectStore(store)
  process.stdout.write(`${linesOf(store, inspection).join('\n')}\n`)
  return inspection.problems.length > 0 ? 1 : 0
}

function linesOf(address: string, { problems, facts }: Inspection): string[] {
  const file = sqliteFile(address)
  // The address of a database may have a password in it.
  const name = file ?? 'The database'
  if (problems.length === 0) {
    return facts
      ? [...factLines(facts), `${name} is whole.`]
      : [`${name} has no store yet: the first start makes it from the sources.`]
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

/** Every file is to be read again: what could not be saved comes from the sources. */
const AGAIN = "UPDATE files SET modified = -1, hash = ''"

/** What is lost with a store, and how to lose as little as possible. */
function adviceFor(file: string, schema: number): string[] {
  return [
    '',
    'Nothing was changed. To go on:',
    `  1. Stop what uses it, and put it aside:  mv ${file} ${file}.damaged  (and ${file}-wal, ${file}-shm where they are)`,
    '  2. To save what can be read of it, with the sqlite3 program:',
    `       (sqlite3 ${file}.damaged .dump | sed 's/^ROLLBACK.*/COMMIT;/'; echo "${AGAIN}; PRAGMA user_version = ${schema};") | sqlite3 ${file}`,
    '     and look again:  polyfeed check --store',
    '  3. Or begin anew: start without it, and everything is made again from the sources.',
    '',
    'Articles, feeds, ids and entity tags come out of the sources as they were. Only the store knows:',
    '  - what was withdrawn and when, of which feeds tell for a while (withdrawals.keep);',
    '  - when feeds changed last: Last-Modified begins at the new first refresh;',
    '  - the last good version of files that are broken now: mend what polyfeed check names first.',
    'A backup saves all three, also of a store in use:  polyfeed backup FILE',
  ]
}
