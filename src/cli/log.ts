import { destination, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from '../config/config.ts'

/** What stands in no log, whatever it is part of. */
const SECRETS = [
  ...['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'webhook-signature'],
  ...['token', 'adminToken', 'secret', 'password', 'connectionString'],
]

/** As deep as it is looked for: what is logged, an error or a request in it, its details or headers. A path costs a microsecond a line. */
const DEPTH = 3

/** pino's paths: `["token"]`, `*["token"]`, `*.*["token"]` … */
export const REDACTED: readonly string[] = Array.from({ length: DEPTH }, (_, depth) =>
  SECRETS.map((name) => `${Array(depth).fill('*').join('.')}["${name}"]`),
).flat()

/** One line of JSON an event, to standard error; for people at a terminal, a readable one. */
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
