import type { Sql } from './sql.ts'

/** Of all processes that share a database, at most one holds a lease. Instants are milliseconds since 1970. */
export type Leases = ReturnType<typeof leasesOn>

export const HELD_QUERY = 'SELECT name FROM leases WHERE name = ?'

export function leasesOn(sql: Sql) {
  return {
    /** Claims a name until an instant. Returns whether it was free. */
    async claim(name: string, now: number, until: number): Promise<boolean> {
      await sql.all('DELETE FROM leases WHERE until <= ?', now)
      const claim = 'INSERT INTO leases (name, until) VALUES (?, ?) ON CONFLICT (name) DO NOTHING RETURNING name'
      return (await sql.all(claim, name, until)).length > 0
    },
    async isHeld(name: string, now: number): Promise<boolean> {
      return (await sql.all('SELECT name FROM leases WHERE name = ? AND until > ?', name, now)).length > 0
    },
    /** Returns whether the name was held. */
    async release(name: string): Promise<boolean> {
      return (await sql.all('DELETE FROM leases WHERE name = ? RETURNING name', name)).length > 0
    },
  }
}
