import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A document in one encoding as sent on the wire. Fields are names and values in turn. */
export type Exchange = {
  readonly etag: string
  readonly full: readonly string[]
  readonly notModified: readonly string[]
  readonly body: Buffer
}

export type DocumentRequest = { readonly path: string; readonly acceptEncoding: string }

/** Keyed by `keyOf`. */
export type Exchanges = ReadonlyMap<string, Exchange>

export function keyOf({ path, acceptEncoding }: DocumentRequest): string {
  return `${acceptEncoding} ${path}`
}

/** Fields that `node:http` adds. */
const NODE_FIELDS = new Set(['date', 'connection', 'keep-alive'])
const CONNECTIONS = 8

/** Requests a document, then again with its entity tag. */
export async function exchangeOf(url: string, acceptEncoding: string): Promise<Exchange> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return exchangeBy(agent, url, acceptEncoding).finally(() => agent.destroy())
}

/** The same for many documents. It also warms up the server's caches. */
export async function exchangesOf(origin: string, questions: readonly DocumentRequest[]): Promise<Exchanges> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const exchanges = new Map<string, Exchange>()
  const remaining = questions.values()
  const worker = async (): Promise<void> => {
    for (const question of remaining) {
      exchanges.set(keyOf(question), await exchangeBy(agent, origin + question.path, question.acceptEncoding))
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker)).finally(() => agent.destroy())
  return exchanges
}

async function exchangeBy(agent: Agent, url: string, acceptEncoding: string): Promise<Exchange> {
  const full = await get(agent, url, { 'Accept-Encoding': acceptEncoding })
  const etag = full.etag ?? ''
  const notModified = await get(agent, url, { 'Accept-Encoding': acceptEncoding, 'If-None-Match': etag })
  if (full.status !== 200 || notModified.status !== 304) {
    throw new Error(`${url} answers ${full.status}, then ${notModified.status}`)
  }
  return { etag, full: full.fields, notModified: notModified.fields, body: full.body }
}

async function get(agent: Agent, url: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent, headers }, resolve).once('error', reject).end()
  })
  const { statusCode: status, rawHeaders } = response
  const fields = rawHeaders.filter((_, index) => !NODE_FIELDS.has((rawHeaders[index & ~1] as string).toLowerCase()))
  return { status, fields, etag: response.headers.etag, body: await buffer(response) }
}
