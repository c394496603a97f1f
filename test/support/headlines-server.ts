import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { App } from '../../src/app.ts'
import { scripts } from '../../src/embed/scripts.ts'
import { portOf } from './wire.ts'

// Whoever has headlines, seen from a page of another origin: the server itself, or a few documents of a test.

type Handler = App['handler']

/** One request. `status`: 0 until it is answered. */
export type Asked = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly status: number }

export type HeadlinesServer = {
  readonly origin: string
  /** Every request so far, with what it was answered. */
  readonly asked: readonly Asked[]
  /** How often a path was asked for. */
  times(path: string): number
  /** From now on connections are cut, as if nobody were there; or no longer. */
  isGone: boolean
  /** Answers to paths with this in them wait until it is called off. */
  hold(part: string): () => void
}

/** Counts what a handler is asked for, and lets it fail or wait. It is over with the test. */
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

/** What is served at which path: `headlines.json` as data, anything else as a page. A test may exchange it. */
export type Documents = Map<string, unknown>

/** A handler with a test's own documents, and the newest scripts. */
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
