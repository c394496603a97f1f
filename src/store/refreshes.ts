import type { RefreshReport } from '../domain/refresh-report.ts'
import { column, type Sql } from './sql.ts'

const REFRESHES_MAX = 50

const PUT = 'INSERT INTO refreshes (at, body) VALUES (?, ?) ON CONFLICT (at) DO UPDATE SET body = excluded.body'
const FORGET = 'DELETE FROM refreshes WHERE at NOT IN (SELECT at FROM refreshes ORDER BY at DESC LIMIT ?)'

export function refreshesOn(sql: Sql) {
  return {
    /** The latest refreshes, newest first. */
    async refreshes(limit: number): Promise<readonly RefreshReport[]> {
      const bodies = await column<string>(sql, 'SELECT body FROM refreshes ORDER BY at DESC LIMIT ?', limit)
      return bodies.map((body) => JSON.parse(body))
    },
    async putRefresh(report: RefreshReport): Promise<void> {
      await sql.all(PUT, report.at, JSON.stringify(report))
      await sql.all(FORGET, REFRESHES_MAX)
    },
  }
}
