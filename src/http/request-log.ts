import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { kindOfPath } from './document-kinds.ts'
import type { RequestIds } from './request-ids.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const LOGGED_PATH_MAX = 500

/**
 * Logs one line per request at level debug. `bytes` includes the header fields. The query is omitted, because it may
 * contain a partner's token.
 */
export function withRequestLog(
  handler: Handler,
  parts: { readonly log: Logger; readonly requestIds: RequestIds; readonly pathOf: (url: string) => string },
): Handler {
  const { log, requestIds, pathOf } = parts
  if (!log.isLevelEnabled('debug')) return handler
  return (request, response) => {
    const startedAt = performance.now()
    const { method, url = '', socket } = request
    const bytesBefore = socket.bytesWritten
    response.once('close', () => {
      const path = pathOf(url)
      log.debug(
        {
          ...{ id: requestIds(request), method, path: path.slice(0, LOGGED_PATH_MAX), kind: kindOfPath(path) },
          // `null` if the client disconnected before the answer.
          status: response.headersSent ? response.statusCode : null,
          bytes: socket.bytesWritten - bytesBefore,
          milliseconds: Math.round((performance.now() - startedAt) * 1000) / 1000,
        },
        'answered',
      )
    })
    handler(request, response)
  }
}
