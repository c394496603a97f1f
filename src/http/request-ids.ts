import type { IncomingMessage } from 'node:http'

/** The name by which a request is found in the log, the same however often it is asked for. */
export type RequestIds = (request: IncomingMessage) => string

/** Whatever else stands there is somebody's attempt at the log. */
const SANE = /^[\w.-]{1,64}$/

/** What the client, or the proxy in front, calls a request; else the prefix, which is the process's own, and a number. */
export function createRequestIds(prefix: string): RequestIds {
  const ids = new WeakMap<IncomingMessage, string>()
  let made = 0
  return (request) => {
    let id = ids.get(request)
    if (id === undefined) {
      const given = request.headers['x-request-id']
      id = typeof given === 'string' && SANE.test(given) ? given : `${prefix}-${++made}`
      ids.set(request, id)
    }
    return id
  }
}
