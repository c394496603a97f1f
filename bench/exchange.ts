import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** One feed in one encoding, as it goes over the wire. Fields are names and values in turn. */
export type Exchange = {
  readonly etag: string
  readonly full: readonly string[]
  readonly notModified: readonly string[]
  readonly body: Buffer
}

/** What `node:http` writes on its own. */
const OWN = new Set(['date', 'connection', 'keep-alive'])

/** Asks for a feed, and asks again with its entity tag. */
export async function exchangeOf(url: string, acceptEncoding: string): Promise<Exchange> {
  const full = await get(url, { 'Accept-Encoding': acceptEncoding })
  const etag = full.etag ?? ''
  const notModified = await get(url, { 'Accept-Encoding': acceptEncoding, 'If-None-Match': etag })
  if (full.status !== 200 || notModified.status !== 304) {
    throw new Error(`${url} answers ${full.status}, then ${notModified.status}`)
  }
  return { etag, full: full.fields, notModified: notModified.fields, body: full.body }
}

async function get(url: string, headers: Record<string, string>) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { agent, headers }, resolve).once('error', reject).end()
    })
    const { statusCode: status, rawHeaders } = answer
    const fields = rawHeaders.filter((_, index) => !OWN.has((rawHeaders[index & ~1] as string).toLowerCase()))
    return { status, fields, etag: answer.headers.etag, body: await buffer(answer) }
  } finally {
    agent.destroy()
  }
}
