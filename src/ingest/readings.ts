import type { SkipReason } from '../domain/refresh-report.ts'
import { type SourceFile, Unreadable } from '../sources/record.ts'
import type { FileContent, FileMark } from '../store/files.ts'

// Apart from `file-ingester.ts`: the server does not load the parsers, which take 20 MB.

/** A file to read: it is new, or its time, its size or its dates have changed. */
export type Job = SourceFile & {
  /** The index of the source that found it. */
  readonly source: number
  /** The hash of the last ingested bytes; `undefined` to ingest the file even if they are the same. */
  readonly hash: string | undefined
  /** The record in the store; `null` if the system that it is from deleted it. Absent for files. */
  readonly body?: string | null
}

/** New content, or only a new mark; `null` if the file has vanished since the scan. */
export type Reading = FileContent | TouchedFile | null
export type TouchedFile = { readonly file: string; readonly mark: FileMark }

/** A mark's hash begins with the reason for which its file is no article. */
export const SKIP = /^(draft|page) /

export function skippedAs({ hash }: Pick<FileMark, 'hash'>): SkipReason | undefined {
  return SKIP.exec(hash)?.[1] as SkipReason | undefined
}

/** A file that cannot be ingested. Its last good version is kept. */
export function brokenFile(file: string, mark: FileMark, problem: Unreadable): FileContent {
  return { file, mark, variants: [], quarantined: [problem.toQuarantined(file)], unread: 'all', articleValues: null }
}

/** The hash in the mark of every file without content. */
export const EMPTIED = 'empty'

export function isEmptied({ mark }: Pick<FileContent, 'mark'>): boolean {
  return mark.hash === EMPTIED
}

export function unreadable(message: string): Unreadable {
  return new Unreadable('unreadable', '', message)
}
