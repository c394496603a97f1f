import type { Instant } from '../domain/article.ts'
import type { FormerTerms } from '../domain/edition.ts'
import type { Language } from '../domain/language.ts'
import type { SkippedFiles } from '../domain/refresh-report.ts'
import type { MissingSource } from '../domain/sources.ts'
import { column, type Sql } from './sql.ts'

/** The latest edition without its feeds. Stored as JSON. */
export type Head = {
  readonly revision: number
  readonly instant: Instant
  /** A whole second. */
  readonly modified: Instant
  /** When all articles were last placed again: a whole second. */
  readonly remade: Instant
  /** Hashes over the settings, texts and program that the edition depends on. */
  readonly fingerprints: { readonly intake: string; readonly publishing: string }
  /** A hash over the code of the program that wrote it. */
  readonly program: string
  /** The zone in which months begin and end. */
  readonly timeZone: string
  /** The languages of the site; heads of earlier programs do not have them. */
  readonly languages?: readonly Language[]
  /** Languages that site.yaml no longer lists, and whose feeds are gone. Earlier versions did not write it. */
  readonly formerLanguages?: readonly Language[]
  /** Ranked articles of each block of headlines, by the block's name. */
  readonly headlines: Readonly<Record<string, readonly string[]>>
  /** The number of refreshes so far. Unlike clocks it identifies a refresh. */
  readonly refreshes?: number
  /** The last write of records that the edition includes. Earlier versions did not write it. */
  readonly records?: number
  /** Earlier versions did not write it. */
  readonly formerTerms?: FormerTerms
  /** Sources that were missing at the last refresh. Earlier versions did not write it. */
  readonly missing?: readonly MissingSource[]
  /** Files that are no articles. Earlier versions did not write it. */
  readonly skipped?: readonly SkippedFiles[]
}

const PUT_HEAD = 'INSERT INTO head (one, body) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET body = excluded.body'

export function headOn(sql: Sql) {
  return {
    async head(): Promise<Head | undefined> {
      const [body] = await column<string>(sql, 'SELECT body FROM head')
      return body === undefined ? undefined : JSON.parse(body)
    },
    async putHead(head: Head): Promise<void> {
      await sql.all(PUT_HEAD, JSON.stringify(head))
    },
  }
}
