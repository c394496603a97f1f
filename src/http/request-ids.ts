import type { IncomingMessage } from 'node:http'

/** Returns the request's id in the log. */
export type RequestIds = (request: IncomingMessage) => string

/** Other characters could forge log lines. */
const SAFE_ID = /^[\w.-]{1,64}$/

/** Uses a valid `X-Request-Id`, else the process's prefix and a number. */
export function createRequestIds(prefix: string): RequestIds {
  const ids = new WeakMap<IncomingMessage, string>()
  let count = 0
  return (request) => {
    let id = ids.get(request)
    if (id === undefined) {
      const given = request.headers['x-request-id']
      id = typeof given === 'string' && SAFE_ID.test(given) ? given : `${prefix}-${++count}`
      ids.set(request, id)
    }
    return id
  }
}
