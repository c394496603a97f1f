import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { VERSION } from '../program.ts'
import { checkedUrl, guardLookup, hostOf } from './addresses.ts'
import { OutboundError, outboundErrorOf } from './errors.ts'
import { type Hop, nextHop } from './redirects.ts'

export { OutboundError } from './errors.ts'

const TIMEOUT_MS = 30_000
const BYTES_MAX = 32 * 1024 * 1024
const REDIRECTS_MAX = 5

/** A connection is used again if no more than this of an ignored body was to be read. */
const IGNORED_BYTES_MAX = 4096

export type OutboundRequest = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** Of the whole exchange with its redirects. */
  readonly timeoutMs?: number
  /** Of the decompressed body. */
  readonly maxBytes?: number
  /** Only the status counts: a long body, or one that never ends, is no failure. */
  readonly ignoresBody?: boolean
  /** The body stays encoded, and `content-encoding` says how. */
  readonly isRaw?: boolean
  /** The largest number of redirects that are followed. With 0, the response is the redirect itself. */
  readonly redirects?: number
}

export type OutboundResponse = {
  readonly status: number
  /** Lower-case names. Repeated fields are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>
  /** The address that answered, after redirects. */
  readonly url: string
  /** Decompressed, if its coding is gzip, deflate, br or zstd. */
  readonly body: Uint8Array
}

export type Outbound = {
  /** Resolves for any status. @throws OutboundError, or the signal's reason */
  request(address: string, options?: OutboundRequest): Promise<OutboundResponse>
  /** Ends open connections. */
  close(): Promise<void>
}

/** URLs of proxies, and the hosts that are asked directly, separated by commas. */
export type OutboundProxy = {
  readonly http?: string | undefined
  readonly https?: string | undefined
  readonly bypass?: string | undefined
}

export type OutboundSettings = {
  /** Networks, by CIDR, address or name, that may be asked although they are not public. */
  readonly allow: readonly string[]
  /** The public address of this server, for `User-Agent`; none for a command outside a newsroom. */
  readonly feedUrl: string | undefined
  readonly lookup?: LookupFunction
  readonly proxy?: OutboundProxy | undefined
  /** For thousands of hosts: one connection to each, which closes when it is idle. Else they cost 20 kB each. */
  readonly manyHosts?: boolean
}

/** The client for all requests that this program makes. It connects to checked addresses only. */
export function createOutbound({
  allow,
  feedUrl,
  lookup = systemLookup,
  proxy = {},
  manyHosts,
}: OutboundSettings): Outbound {
  const guardedLookup = guardLookup(lookup, allow)
  const resolve = promisify(guardedLookup)
  // Loaded for the first request: undici takes more than 20 MB of memory.
  const open = async () => {
    const { EnvHttpProxyAgent, interceptors, request } = await import('undici')
    const agent = new EnvHttpProxyAgent({
      // Of direct connections; the address of the proxy is not checked.
      connect: { lookup: guardedLookup, autoSelectFamily: true },
      ...{ allowH2: false, headersTimeout: 0, bodyTimeout: 0 },
      ...(manyHosts && { connections: 1, keepAliveTimeout: 200, keepAliveMaxTimeout: 200 }),
      // Empty texts, because undici would read the environment for `undefined`.
      ...{ httpProxy: proxy.http ?? '', httpsProxy: proxy.https ?? '' },
      noProxy: ['localhost', ...allow, proxy.bypass ?? ''].join(),
    })
    return { agent, request, dispatcher: agent.compose(interceptors.decompress({ skipErrorResponses: false })) }
  }
  let opened: ReturnType<typeof open> | undefined
  const agentName = feedUrl ? `Polyfeed/${VERSION} (+${feedUrl})` : `Polyfeed/${VERSION}`
  const defaults = { accept: '*/*', 'accept-encoding': 'gzip, br, zstd', 'user-agent': agentName }

  const send = async ({ url, method, headers, body }: Hop, signal: AbortSignal, isRaw = false) => {
    // A proxy looks the name up itself, so only this machine's answer can be checked.
    if (proxy.http || proxy.https) await resolve(hostOf(url), {})
    opened ??= open()
    const { agent, request, ...decoding } = await opened
    const dispatcher = isRaw ? agent : decoding.dispatcher
    signal.throwIfAborted()
    const response = await request(url, { dispatcher, method: method as 'GET', headers, body, signal })
    const fields = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')])
    return { ...response, headers: Object.fromEntries(fields) as Record<string, string> }
  }

  return {
    request: async (address, options = {}) => {
      const { timeoutMs = TIMEOUT_MS, maxBytes = BYTES_MAX, redirects = REDIRECTS_MAX } = options
      const { method = 'GET', body = null, headers = {} } = options
      const byName = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
      const ended = new AbortController()
      const signal = options.signal ? AbortSignal.any([ended.signal, options.signal]) : ended.signal
      let answered: OutboundResponse | undefined
      let hop: Hop = { url: checkedUrl(address, allow), method, body, headers: { ...defaults, ...byName } }
      const timer = setTimeout(() => ended.abort(new DOMException('too slow', 'TimeoutError')), timeoutMs)

      const follow = async (): Promise<OutboundResponse> => {
        for (let followed = 0; ; followed += 1) {
          const { statusCode: status, headers, body: stream } = await send(hop, signal, options.isRaw)
          const next = redirects > 0 ? nextHop(hop, status, headers.location, allow) : undefined
          if (!next) {
            if (options.ignoresBody) {
              answered = { status, headers, url: hop.url.href, body: Buffer.alloc(0) }
              await stream.dump({ limit: IGNORED_BYTES_MAX })
              return answered
            }
            return { status, headers, url: hop.url.href, body: await readBody(stream, maxBytes, hop.url.host) }
          }
          await stream.dump()
          if (followed === redirects) {
            throw new OutboundError('too_many_redirects', `${hop.url.host}: more than ${redirects} redirects`)
          }
          hop = next
        }
      }
      // undici does not end a request whose connection is still being made.
      const aborted = Promise.withResolvers<never>()
      signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true })
      try {
        return await Promise.race([follow(), aborted.promise])
      } catch (error) {
        // Closes the connection of a response that was not read.
        ended.abort()
        if (answered) return answered
        options.signal?.throwIfAborted()
        throw outboundErrorOf(error, hop.url.host)
      } finally {
        clearTimeout(timer)
      }
    },
    close: async () => (await opened)?.agent.destroy(),
  }
}

async function readBody(stream: AsyncIterable<Uint8Array>, maxBytes: number, host: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of stream) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw new OutboundError('too_large', `${host}: the body has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
