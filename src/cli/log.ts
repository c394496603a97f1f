import { destination, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from '../config/config.ts'

/** One line of JSON an event, to standard error; for people at a terminal, a readable one. */
export function openLog(level: Config['logLevel']): Logger {
  const options = {
    level,
    redact: ['req.headers.authorization', 'adminToken'],
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  if (!process.stderr.isTTY) return pino(options, destination({ dest: 2, sync: true }))
  return pino(options, pretty({ destination: 2, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss' }))
}
