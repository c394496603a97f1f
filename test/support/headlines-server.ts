import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { App } from '../../src/app.ts'
import { scripts } from '../../src/embed/scripts.ts'
import { portOf } from './wire.ts'

// A server of headlines on another origin than the page: the program's handler, or a test's own documents.

type Handler = App['handler']

/** A received request. `status` is 0 until the response is sent. */
export type Asked = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly status: number }

export type HeadlinesServer = {
  readonly origin: string
  /** All requests so far. */
  readonly asked: readonly Asked[]
  /** The number of requests for a path. */
  times(path: string): number
  /** While true, the server closes the connection of each request without a response. */
  isGone: boolean
  /** Delays responses to paths that contain `part`, until the returned function is called. */
  hold(part: string): () => void
}

/** Starts a server that records requests, and can fail or delay them. It closes after the test. */
export async function headlinesServer(handler: Handler): Promise<HeadlinesServer> {
  const asked: { path: string; headers: IncomingMessage['headers']; status: number }[] = []
  const held = new Map<string, Promise<void>>()
  const port = await portOf(async (request, response) => {
    const path = request.url ?? ''
    const one = { path, headers: request.headers, status: 0 }
    asked.push(one)
    response.on('finish', () => {
      one.status = response.statusCode
    })
    await Promise.all([...held].filter(([part]) => path.includes(part)).map(([, opened]) => opened))
    if (server.isGone) request.socket.destroy()
    else handler(request, response)
  })
  const server: HeadlinesServer = {
    origin: `http://127.0.0.1:${port}`,
    asked,
    times: (path) => asked.filter((one) => one.path === path).length,
    isGone: false,
    hold: (part) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held.set(part, promise)
      return () => {
        held.delete(part)
        resolve()
      }
    },
  }
  return server
}

/** Documents by path: texts are HTML pages, other values are JSON. A test may change them. */
export type Documents = Map<string, unknown>

/** Serves a test's own documents, and the newest version of each script. */
export function documentsHandler(documents: Documents): Handler {
  const newest = scripts().filter((script) => script.isNewest)
  return (request, response) => {
    const path = request.url ?? ''
    const script = newest.find(({ name }) => path === `/${name}.js`)?.text
    const content = documents.get(path)
    const text = script ?? (typeof content === 'string' ? content : JSON.stringify(content))
    response.setHeader('Access-Control-Allow-Origin', '*')
    if (text === undefined) {
      response.writeHead(404, { 'Cache-Control': 'no-store' }).end()
      return
    }
    const etag = `"${createHash('sha256').update(text).digest('base64url')}"`
    response.setHeader('Content-Type', typeOf(path, content))
    response.setHeader('ETag', etag)
    response.setHeader('Cache-Control', 'public, max-age=300, stale-while-revalidate=300')
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
    else response.end(text)
  }
}

function typeOf(path: string, content: unknown): string {
  if (path.endsWith('.js')) return 'text/javascript; charset=utf-8'
  if (path.endsWith('.svg')) return 'image/svg+xml'
  return typeof content === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
}
