import type { IncomingMessage } from 'node:http'
import { getOrCreate } from '../memo.ts'

/** Returns the request's id in the log. */
export type RequestIds = (request: IncomingMessage) => string

/** Other characters could forge log lines. */
const SAFE_ID = /^[\w.-]{1,64}$/

/** Uses a valid `X-Request-Id`, else the process's prefix and a number. */
export function createRequestIds(prefix: string): RequestIds {
  const ids = new WeakMap<IncomingMessage, string>()
  let count = 0
  return (request) =>
    getOrCreate(ids, request, () => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && SAFE_ID.test(given) ? given : `${prefix}-${++count}`
    })
}
