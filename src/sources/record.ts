import type { Quarantined } from '../domain/article.ts'

/** What tells a changed file from an unchanged one without reading it. */
export type Stamp = { readonly modified: number; readonly size: number }

/** A file that a source has found; reading it is put off until it is known to have changed. */
export type SourceFile = {
  /** Relative to the data folder, with `/`. */
  readonly file: string
  readonly stamp: Stamp
}

/** A file or folder that a scan cannot look at. It and everything below it stay as they were known. */
export type Unscanned = { readonly file: string; readonly problem: Quarantined }

/** An article as somebody wrote it, in the shape of the article schema, with nothing checked. */
export type RawRecord = {
  readonly file: string
  readonly raw: unknown
  /** Where a key of `raw` stands in the file: `line 12, variants.uk.title`. */
  readonly place: (path: readonly PropertyKey[]) => string
}

/** A source is a place that articles come from. It knows no rules: it yields what is there. */
export type Source = {
  /** As site.yaml names it. */
  readonly name: string
  /** The beginning of the names of all its files: empty, or a folder with its `/`. */
  readonly prefix: string
  /**
   * Looks at what the files of a scan depend on beside themselves, and says it in a text: another one than before means
   * that every file has to be taken in again. Called before each scan.
   */
  refresh?(): string
  /** @throws AppError `source_missing` where the source as a whole is not there */
  scan(): Iterable<SourceFile | Unscanned>
  /** The bytes of a file that a scan has found, now or in another process. */
  read(file: string): Uint8Array
  /** @throws Unreadable */
  parse(file: string, bytes: Uint8Array): RawRecord
}

/** The file cannot be read as what it says it is. */
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

/** The largest file that is read. */
export const MAX_BYTES = 8 * 1024 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The file's text, without a byte order mark. @throws Unreadable */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Unreadable('encoding_invalid', '', 'The file is not UTF-8. Save it as UTF-8.')
  }
}
