import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Handler } from '../../src/server/handler.ts'

/** An answer as bytes on the wire: those of its body, and those of both heads. */
export type Weighed = {
  readonly status: number
  readonly etag: string
  readonly body: number
  readonly heads: number
}

export type Wire = AsyncDisposable & { ask(path: string, headers: Readonly<Record<string, string>>): Promise<Weighed> }

/** What readers send in any case, besides: about as long as theirs. */
const USUAL = { 'User-Agent': 'Reader/2.4 (+https://reader.example/bot; 1 subscribers)', Accept: '*/*' }

/** A handler on a port of the loopback. What asks and what answers say of their connection is left out of the count. */
export async function wireTo(handler: Handler): Promise<Wire> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  return {
    ask: async (path, own) => {
      const headers = { Host: 'feeds.herald.example', ...USUAL, ...own }
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, agent, headers }, resolve).once('error', reject).end()
      })
      const { statusCode: status = 0, statusMessage, rawHeaders } = answer
      const { byteLength: body } = await buffer(answer)
      const fields = rawHeaders.filter(
        (_, index) => !/^(?:connection|keep-alive)$/i.test(rawHeaders[index & ~1] as string),
      )
      const asked = headOf(`GET ${path} HTTP/1.1`, Object.entries(headers).flat())
      const heads = asked + headOf(`HTTP/1.1 ${status} ${statusMessage}`, fields)
      return { status, etag: answer.headers.etag ?? '', body, heads }
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** RFC 9112 §2.1: a line each, `: ` between name and value, and an empty line. */
function headOf(first: string, fields: readonly string[]): number {
  return first.length + 4 + fields.reduce((sum, text) => sum + text.length + 2, 0)
}
