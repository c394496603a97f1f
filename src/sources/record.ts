import type { Instant, Quarantined } from '../domain/article.ts'
import type { SkipReason } from '../domain/refresh-report.ts'
import type { CommitDates } from './git-dates.ts'

/** Distinguishes a changed file from an unchanged one without reading it. `modified` is in milliseconds since 1970. */
export type Stamp = { readonly modified: number; readonly size: number }

export type SourceFile = {
  /** Relative to the data folder, with `/`. */
  readonly file: string
  readonly stamp: Stamp
  readonly dates?: FileDates
}

/** Dates of a file that are not in the file: only those that its source asks for. */
export type FileDates = {
  readonly modified?: Instant | undefined
  /** Of the first and the last commit. `null` if git does not know the file; absent if it cannot be asked. */
  readonly git?: CommitDates | null | undefined
}

/** Returns the dates of files of one source. */
export type FileDating = {
  readonly datesOf: (found: SourceFile) => FileDates
  /** Why dates are missing or not certain. */
  readonly problem?: Unreadable | undefined
}

/** A file or folder that a scan cannot read. Articles in it or below it stay as they were. */
export type Unscanned = { readonly file: string; readonly problem: Quarantined }

/** A file that a scan does not read, because it is no article. */
export type SkippedFile = { readonly file: string; readonly skipped: SkipReason }

/** A result of a scan: a file, an obstacle, or a file that is skipped. */
export type Found = SourceFile | Unscanned | SkippedFile

/** An unchecked article in the shape of the article schema. */
export type RawRecord = {
  readonly file: string
  readonly raw: unknown
  /** Values that other programs write under the same keys, too. Intake reads those that fit its schema. */
  readonly maybe?: Readonly<Record<string, unknown>>
  /** The position of a key of `raw` in the file: `line 12, variants.uk.title`. */
  readonly place: (path: readonly PropertyKey[]) => string
  /** Parts of the file that the source cannot use. The article is published without them. */
  readonly warnings?: readonly SourceWarning[]
  /** Where values come from that the file does not have, or whose key in it does not count. */
  readonly origins?: Readonly<Partial<Record<'published' | 'updated' | 'url', string | undefined>>>
  /** Present if the file is no article. */
  readonly skipped?: SkipReason | undefined
  /** The address of the article that a link names by its file; `undefined` for all other links. */
  readonly linked?: (link: string) => string | undefined
}

/** `reason` is one of the warnings in `domain/article.ts`. */
export type SourceWarning = Pick<Quarantined, 'place' | 'reason' | 'message'>

export type Source = {
  /** Its path in site.yaml. */
  readonly name: string
  /** The prefix of all its file names: empty, or a folder with its `/`. */
  readonly prefix: string
  /** The pattern of its files' paths. */
  readonly pattern?: string
  /**
   * Reads what all files depend on, before each scan. If the result differs from the last one, every file is ingested
   * again.
   */
  refresh?(): string
  /** Reads dates that are not in the files, before each scan. If a file's dates change, it is ingested again. */
  readDates?(): Promise<FileDating>
  /** Its folder on disk. */
  folder(): string
  /**
   * Finds the source's files; with `saved`, only those of them, and those in folders among them. They are named like
   * {@link SourceFile.file}.
   * @throws AppError `source_missing` if the whole source is missing
   */
  scan(saved?: readonly string[]): Iterable<Found>
  /** Reads a file that a scan found, maybe in another process. */
  read(file: string): Uint8Array
  /** The address of an article's page, by its file; `undefined` if the file is no article of this source. */
  urlOfFile?(file: string): string | undefined
  /** @throws Unreadable */
  parse(file: string, bytes: Uint8Array, dates?: FileDates): RawRecord
  /** Present if the source's articles are records in the store. It replaces `scan`, `read` and `parse`. @throws Unreadable */
  parseRecord?(file: string, body: string): Promise<RawRecord>
}

/** The file cannot be read or parsed. */
export class Unreadable extends Error {
  readonly reason: string
  readonly place: string

  constructor(reason: string, place: string, message: string) {
    super(message)
    this.reason = reason
    this.place = place
  }

  toQuarantined(file: string): Quarantined {
    return { file, place: this.place, reason: this.reason, message: this.message }
  }
}

/** Larger files are not read. */
export const FILE_BYTES_MAX = 8 * 1024 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Decodes UTF-8, without a byte order mark. @throws Unreadable */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Unreadable('encoding_invalid', '', 'The file is not UTF-8. Save it as UTF-8.')
  }
}
