import { firstRow, type Sql } from './sql.ts'

/** Of all processes that share a database, at most one holds a lease. Instants are milliseconds since 1970. */
export type Leases = {
  /** Claims a name until an instant. Returns whether it was free. */
  claim(name: string, now: number, until: number): Promise<boolean>
  isHeld(name: string, now: number): Promise<boolean>
  /** Returns whether the name was held. */
  release(name: string): Promise<boolean>
}

export const HELD_QUERY = 'SELECT name FROM leases WHERE name = ?'
const HELD_AT = 'SELECT name FROM leases WHERE name = ? AND until > ?'
const RELEASE = 'DELETE FROM leases WHERE name = ? RETURNING name'
const EXPIRED = 'DELETE FROM leases WHERE until <= ?'
const CLAIM = 'INSERT INTO leases (name, until) VALUES (?, ?) ON CONFLICT (name) DO NOTHING RETURNING name'

export function leasesOn(sql: Sql): Leases {
  return {
    async claim(name, now, until) {
      await sql.all(EXPIRED, now)
      return (await firstRow(sql, CLAIM, name, until)) !== undefined
    },
    async isHeld(name, now) {
      return (await firstRow(sql, HELD_AT, name, now)) !== undefined
    },
    async release(name) {
      return (await firstRow(sql, RELEASE, name)) !== undefined
    },
  }
}
