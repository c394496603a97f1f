import { one, type Sql } from './sql.ts'

/** Names that one process at most may claim, of however many share a database. */
export type Leases = {
  /** Whether the name was still to be had. Both instants in milliseconds since 1970; from `until` on it is again. */
  claim(name: string, now: number, until: number): Promise<boolean>
  /** Whether the name is claimed at an instant. */
  held(name: string, now: number): Promise<boolean>
  /** Gives a name back. Whether anybody had it. */
  release(name: string): Promise<boolean>
}

export const HELD = 'SELECT name FROM leases WHERE name = ?'
const HELD_AT = 'SELECT name FROM leases WHERE name = ? AND until > ?'
const RELEASE = 'DELETE FROM leases WHERE name = ? RETURNING name'
const EXPIRED = 'DELETE FROM leases WHERE until <= ?'
const CLAIM = 'INSERT INTO leases (name, until) VALUES (?, ?) ON CONFLICT (name) DO NOTHING RETURNING name'

export function leasesOn(sql: Sql): Leases {
  return {
    async claim(name, now, until) {
      await sql.all(EXPIRED, now)
      return (await one(sql, CLAIM, name, until)) !== undefined
    },
    async held(name, now) {
      return (await one(sql, HELD_AT, name, now)) !== undefined
    },
    async release(name) {
      return (await one(sql, RELEASE, name)) !== undefined
    },
  }
}
