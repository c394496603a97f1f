import { destination, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from '../config/config.ts'

/** Keys whose values are never logged. */
const SECRETS = [
  ...['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'webhook-signature'],
  ...['token', 'adminToken', 'secret', 'password', 'connectionString'],
]

/** The logged object, an error or request in it, and its details or headers. Each path costs a microsecond per line. */
const DEPTH = 3

/** Paths for pino: `["token"]`, `*["token"]`, `*.*["token"]` … */
export const REDACTED: readonly string[] = Array.from({ length: DEPTH }, (_, depth) =>
  SECRETS.map((name) => `${Array(depth).fill('*').join('.')}["${name}"]`),
).flat()

/** Logs to standard error: one line of JSON per event, or readable text on a terminal. */
export function openLog(level: Config['logLevel']): Logger {
  const options = {
    level,
    redact: [...REDACTED],
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  if (!process.stderr.isTTY) return pino(options, destination({ dest: 2, sync: true }))
  return pino(options, pretty({ destination: 2, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' }))
}
