import type { Instant } from './article.ts'

/** The folder does not exist, does not answer, has no files, or lost many files at once. */
export type MissingReason = 'gone' | 'silent' | 'empty' | 'shrunk'

/** A source that lost files. Its articles are kept until the files are back or an operator confirms the loss. */
export type MissingSource = {
  /** Its `path` in site.yaml. */
  readonly source: string
  readonly reason: MissingReason
  /** Lost files whose articles are kept. */
  readonly held: number
  /** Files that the source had. */
  readonly known: number
  /** When a refresh first found it missing. */
  readonly since: Instant
}

/** One sentence for logs and command lines. */
export function missingSourceMessage({ source, reason, held, known }: Omit<MissingSource, 'since'>): string {
  const problems: Record<MissingReason, string> = {
    gone: `The folder "${source}" does not exist`,
    silent: `The folder "${source}" does not answer`,
    empty: `The folder "${source}" is empty`,
    shrunk: `The folder "${source}" lost ${held} of ${known} files at once`,
  }
  if (held === 0) return `${problems[reason]}.`
  const kept = held === 1 ? 'the article of 1 file is kept' : `the articles of ${held} files are kept`
  return `${problems[reason]}; ${kept}. Restore the files, or confirm the loss: polyfeed confirm "${source}"`
}
