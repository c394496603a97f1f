import { firstRow, type Sql } from './sql.ts'

/** Of all processes that share a database, at most one holds a lease. Instants are milliseconds since 1970. */
export type Leases = ReturnType<typeof leasesOn>

export const HELD_QUERY = 'SELECT name FROM leases WHERE name = ?'
const HELD_AT = 'SELECT name FROM leases WHERE name = ? AND until > ?'
const RELEASE = 'DELETE FROM leases WHERE name = ? RETURNING name'
const EXPIRED = 'DELETE FROM leases WHERE until <= ?'
const CLAIM = 'INSERT INTO leases (name, until) VALUES (?, ?) ON CONFLICT (name) DO NOTHING RETURNING name'

export function leasesOn(sql: Sql) {
  return {
    /** Claims a name until an instant. Returns whether it was free. */
    async claim(name: string, now: number, until: number): Promise<boolean> {
      await sql.all(EXPIRED, now)
      return (await firstRow(sql, CLAIM, name, until)) !== undefined
    },
    async isHeld(name: string, now: number): Promise<boolean> {
      return (await firstRow(sql, HELD_AT, name, now)) !== undefined
    },
    /** Returns whether the name was held. */
    async release(name: string): Promise<boolean> {
      return (await firstRow(sql, RELEASE, name)) !== undefined
    },
  }
}
