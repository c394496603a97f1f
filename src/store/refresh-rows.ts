import type { Sql } from './sql.ts'

/** How a refresh went, for who runs the newsroom: whichever process refreshed, and before a restart, too. */
export type RefreshRecord = {
  /** When it was over: milliseconds since 1970. */
  readonly at: number
  readonly milliseconds: number
} & (
  | {
      readonly ok: true
      readonly revision: number
      readonly files: { readonly changed: number; readonly vanished: number; readonly known: number }
      readonly articles: number
      readonly feeds: number
      readonly quarantined: number
      /** Some of the feeds that are others now, by the ids of their scopes. */
      readonly scopes: readonly string[]
    }
  | { readonly ok: false; readonly error: string }
)

export type RefreshReader = {
  /** The latest refreshes, the newest first. */
  refreshes(limit: number): Promise<readonly RefreshRecord[]>
}

export type RefreshWriter = RefreshReader & {
  /** Only the latest 50 are kept. */
  putRefresh(record: RefreshRecord): Promise<void>
}

const KEPT = 50

const REFRESHES = 'SELECT body FROM refreshes ORDER BY at DESC LIMIT ?'
const PUT = 'INSERT INTO refreshes (at, body) VALUES (?, ?) ON CONFLICT (at) DO UPDATE SET body = excluded.body'
const FORGET = 'DELETE FROM refreshes WHERE at NOT IN (SELECT at FROM refreshes ORDER BY at DESC LIMIT ?)'

export function refreshRows(sql: Sql): RefreshWriter {
  return {
    async refreshes(limit) {
      return (await sql.all<{ body: string }>(REFRESHES, limit)).map(({ body }) => JSON.parse(body) as RefreshRecord)
    },
    async putRefresh(record) {
      await sql.all(PUT, record.at, JSON.stringify(record))
      await sql.all(FORGET, KEPT)
    },
  }
}
