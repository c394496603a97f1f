import type { Instant } from './article.ts'

/**
 * Why a source counts as missing: its folder is not there (`gone`), does not answer (`silent`), has no file any more
 * (`empty`), or has lost a large part of its files at once (`shrunk`).
 */
export type Absence = 'gone' | 'silent' | 'empty' | 'shrunk'

/** A source whose files are not there as they were: its articles stay as they are until it is back or confirmed. */
export type MissingSource = {
  /** As site.yaml names it: its `path`. */
  readonly source: string
  readonly reason: Absence
  /** Files that are held: known, and not there. */
  readonly held: number
  /** Files that were known of the source. */
  readonly known: number
  /** When a refresh first found it missing. */
  readonly since: Instant
}

/** One sentence for logs and command lines. */
export function missingSourceMessage({ source, reason, held, known }: Omit<MissingSource, 'since'>): string {
  const what: Record<Absence, string> = {
    gone: `The folder "${source}" is not there`,
    silent: `The folder "${source}" does not answer`,
    empty: `The folder "${source}" is empty`,
    shrunk: `The folder "${source}" has lost ${held} of ${known} files at once`,
  }
  if (held === 0) return `${what[reason]}.`
  const stays = held === 1 ? 'the article of 1 file stays as it was' : `the articles of ${held} files stay as they were`
  return `${what[reason]}; ${stays}. Bring the files back, or let them go: polyfeed confirm "${source}"`
}
