import type { Instant } from './article.ts'

const PROBLEMS = {
  gone: () => 'does not exist',
  silent: () => 'does not answer',
  empty: () => 'is empty',
  shrunk: (held: number, known: number) => `lost ${held} of ${known} files at once`,
}
export type MissingReason = keyof typeof PROBLEMS

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
  const problem = `The folder "${source}" ${PROBLEMS[reason](held, known)}`
  if (held === 0) return `${problem}.`
  const kept = held === 1 ? 'the article of 1 file is kept' : `the articles of ${held} files are kept`
  return `${problem}; ${kept}. Restore the files, or confirm the loss: polyfeed confirm "${source}"`
}
