import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { getOrCreate } from '../memo.ts'
import { kindOfPath } from './document-kinds.ts'
import { pathOfUrl } from './request-path.ts'

export type RequestIds = (request: IncomingMessage) => string

/** Other characters could forge log lines. */
const SAFE_ID = /^[\w.-]{1,64}$/

/** Uses a valid `X-Request-Id`, else the process's prefix and a number. */
export function createRequestIds(prefix: string): RequestIds {
  const ids = new WeakMap<IncomingMessage, string>()
  let count = 0
  return (request) =>
    getOrCreate(ids, request, () => {
      const clientId = request.headers['x-request-id']
      return typeof clientId === 'string' && SAFE_ID.test(clientId) ? clientId : `${prefix}-${++count}`
    })
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

const LOGGED_PATH_MAX = 500

/**
 * Logs one line per request at level debug. `bytes` includes the header fields. The query is omitted, because it may
 * contain a partner's token.
 */
export function withRequestLog(handler: Handler, log: Logger, requestIds: RequestIds): Handler {
  if (!log.isLevelEnabled('debug')) return handler
  return (request, response) => {
    const startedAt = performance.now()
    const { method, url = '', socket } = request
    const bytesBefore = socket.bytesWritten
    response.once('close', () => {
      const path = pathOfUrl(url)
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
