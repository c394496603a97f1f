import { createApp } from '../app.ts'
import { readConfig } from '../config/config.ts'
import { respelledLanguages } from '../config/site-file.ts'
import { type CollapsedProblem, collapsed, type Quarantined, withoutWarnings } from '../domain/article.ts'
import { skippedMessage } from '../domain/refresh-report.ts'
import { joinedByLanguage } from '../refresh/problems.ts'
import { headIn } from '../store/open.ts'
import { aliasProposals } from './alias-proposals.ts'

export type CheckOptions = { readonly json?: boolean; readonly strict?: boolean }

/** The exit code of `--strict` if there are warnings only. */
export const WARNED = 2

/**
 * Reads all articles into a store in memory, and prints the problems and the languages that feeds spell otherwise.
 * Exit code 1 if something cannot be published.
 */
export async function check({ json = false, strict = false }: CheckOptions = {}): Promise<number> {
  const config = readConfig()
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    const { files, articles } = await app.newsroom.refresh()
    // Only the store in use knows the languages that were removed. Without it, their articles are errors.
    const { languages = [], formerLanguages = [] } = (await headIn(config.store).catch(() => undefined)) ?? {}
    const problems = joinedByLanguage(app.newsroom.quarantine(), config.site, [...languages, ...formerLanguages])
    const errors = withoutWarnings(problems).length
    const counts = { files: files.known, articles, errors, warnings: problems.length - errors }
    const skipped = app.newsroom.skippedFiles()
    const published = app.newsroom.current()
    const notes = [...respelledLanguages(config.data), ...(published ? await aliasProposals(published, app.store) : [])]
    process.stdout.write(
      json
        ? `${JSON.stringify({ ...counts, problems: problems.map(writtenOut), skipped, notes }, null, 2)}\n`
        : textOf(counts, problems, [
            ...skipped.map((group) => `${skippedMessage(group)}, like ${group.example}`),
            ...notes,
          ]),
    )
    return errors > 0 ? 1 : strict && counts.warnings > 0 ? WARNED : 0
  } finally {
    await app.close()
  }
}

type Counts = Readonly<Record<'files' | 'articles' | 'errors' | 'warnings', number>>

function textOf(counts: Counts, problems: readonly Quarantined[], notes: readonly string[]): string {
  const { files, articles, errors, warnings } = counts
  const warned = warnings > 0 ? `, ${warnings} warnings` : ''
  const summary = `${files} files, ${articles} articles, ${errors} problems${warned}`
  return [...collapsed(problems).map(lineOf), ...notes, summary].map((line) => `${line}\n`).join('')
}

function lineOf({ file, place, reason, message, severity, moreFiles = 0 }: CollapsedProblem): string {
  const parts = [file, place, severity ?? '', message].filter((part) => part !== '')
  const more = moreFiles > 0 ? ` and ${moreFiles} more ${moreFiles === 1 ? 'file' : 'files'}` : ''
  return `${parts.join(': ')} [${reason}]${more}`
}

/** For machines: each file's problem alone, with its severity, and its line if that is known. */
function writtenOut({ file, place, reason, message, severity }: Quarantined) {
  const line = /^line (\d+)/.exec(place)?.[1]
  return { severity: severity ?? 'error', file, line: line ? Number(line) : null, place, reason, message }
}
