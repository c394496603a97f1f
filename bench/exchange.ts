import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** One document in one encoding, as it goes over the wire. Fields are names and values in turn. */
export type Exchange = {
  readonly etag: string
  readonly full: readonly string[]
  readonly notModified: readonly string[]
  readonly body: Buffer
}

/** What is asked for. */
export type Question = { readonly path: string; readonly acceptEncoding: string }

/** By `keyOf` a question. */
export type Exchanges = ReadonlyMap<string, Exchange>

export function keyOf({ path, acceptEncoding }: Question): string {
  return `${acceptEncoding} ${path}`
}

/** What `node:http` writes on its own. */
const OWN = new Set(['date', 'connection', 'keep-alive'])
const AT_ONCE = 8

/** Asks for a document, and asks again with its entity tag. */
export async function exchangeOf(url: string, acceptEncoding: string): Promise<Exchange> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return exchangeBy(agent, url, acceptEncoding).finally(() => agent.destroy())
}

/** The same for many: afterwards a server has answered each once, so that nothing is for the first time. */
export async function exchangesOf(origin: string, questions: readonly Question[]): Promise<Exchanges> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const found = new Map<string, Exchange>()
  const rest = questions.values()
  const lane = async (): Promise<void> => {
    for (const question of rest) {
      found.set(keyOf(question), await exchangeBy(agent, origin + question.path, question.acceptEncoding))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane)).finally(() => agent.destroy())
  return found
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
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent, headers }, resolve).once('error', reject).end()
  })
  const { statusCode: status, rawHeaders } = answer
  const fields = rawHeaders.filter((_, index) => !OWN.has((rawHeaders[index & ~1] as string).toLowerCase()))
  return { status, fields, etag: answer.headers.etag, body: await buffer(answer) }
}
