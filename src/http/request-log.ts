import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { kindOfPath } from './document-kinds.ts'
import type { RequestIds } from './request-ids.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Longer paths are nobody's: what they begin with is enough. */
const LONGEST = 500

/**
 * One line a request, where the log is that talkative; else the handler is the one it was given. `bytes` are those that
 * went over the connection, fields included. The query stays out: a partner's token may be in it.
 */
export function withRequestLog(
  handler: Handler,
  parts: { readonly log: Logger; readonly requestIds: RequestIds; readonly pathOf: (url: string) => string },
): Handler {
  const { log, requestIds, pathOf } = parts
  if (!log.isLevelEnabled('debug')) return handler
  return (request, response) => {
    const begun = performance.now()
    const { method, url = '', socket } = request
    const before = socket.bytesWritten
    response.once('close', () => {
      const path = pathOf(url)
      log.debug(
        {
          ...{ id: requestIds(request), method, path: path.slice(0, LONGEST), kind: kindOfPath(path) },
          // Who went away before an answer was begun has none.
          status: response.headersSent ? response.statusCode : null,
          bytes: socket.bytesWritten - before,
          milliseconds: Math.round((performance.now() - begun) * 1000) / 1000,
        },
        'answered',
      )
    })
    handler(request, response)
  }
}
