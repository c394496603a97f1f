import type { Instant } from '../domain/article.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import { one, type Sql } from './sql.ts'

/** The latest edition, as it is kept. `fingerprints` say under which settings it was made. */
export type Head = {
  readonly revision: number
  readonly instant: Instant
  /** A whole second. */
  readonly modified: Instant
  /** When all articles were last placed anew: a whole second. */
  readonly remade: Instant
  readonly fingerprints: { readonly intake: string; readonly publishing: string }
  /** A hash over the program that made it. */
  readonly program: string
  /** The zone in which months were reckoned. */
  readonly timeZone: string
  /** The blocks of headlines, ranked, by name. */
  readonly headlines: Readonly<Record<string, readonly string[]>>
  /** How many refreshes there have been: tells one from the next, whatever the clocks say. */
  readonly refreshes?: number
  /** Sources that were missing at the last refresh; heads of earlier programs do not have it. */
  readonly missing?: readonly MissingSource[]
}

export type HeadReader = {
  head(): Promise<Head | undefined>
}

export type HeadWriter = HeadReader & {
  putHead(head: Head): Promise<void>
}

const HEAD = 'SELECT body FROM head'
const PUT_HEAD = 'INSERT INTO head (one, body) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET body = excluded.body'

export function headOn(sql: Sql): HeadWriter {
  return {
    async head() {
      const row = await one<{ body: string }>(sql, HEAD)
      return row && (JSON.parse(row.body) as Head)
    },
    async putHead(head) {
      await sql.all(PUT_HEAD, JSON.stringify(head))
    },
  }
}
