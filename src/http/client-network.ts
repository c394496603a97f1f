import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import proxyaddr from 'proxy-addr'
import { clientOf } from '../domain/network.ts'
import type { Site } from '../domain/site.ts'
import { createLru } from '../memo.ts'

/** The network that a request is counted for; `null` if it is not counted. */
export type ClientNetwork = (request: IncomingMessage) => string | null

/** The other end of a connection. A trusted proxy names the client in each request. */
type Peer = { readonly network: string | null; readonly isProxy: boolean }

/** Proxies add one of these: RFC 9110 §7.6.3, RFC 7239, and the common X-Forwarded-For. */
export const PROXY_FIELDS = ['x-forwarded-for', 'forwarded', 'via'] as const

/** Values of `X-Forwarded-For` are cached: to parse one takes longer than to send a feed. */
const CACHED_FIELDS_MAX = 10_000
const CACHED_FIELD_LENGTH_MAX = 200

/**
 * The client is the rightmost address of `X-Forwarded-For` that is not a configured proxy. Fields from other peers are
 * ignored: a client could forge them to evade its limit or use up another's. An invalid address counts as the peer.
 * Clients in `exempt` networks are not counted.
 *
 * Calls `onUnknownProxy` once for a peer that seems to be an unconfigured proxy, because its readers count as one.
 */
export function createClientNetwork(
  { proxies, exempt }: Pick<Site, 'proxies'> & Pick<Site['limits'], 'exempt'>,
  onUnknownProxy: (peer: string) => void,
): ClientNetwork {
  const PEER = Symbol('peer')
  type PeerSocket = Socket & { [PEER]?: Peer }
  const trusted = proxyaddr.compile([...proxies])
  const isExempt = proxyaddr.compile([...exempt])
  const networks = createLru<{ readonly network: string | null | undefined }>(CACHED_FIELDS_MAX)
  let isReported = false

  const networkOf = (address: string): string | null | undefined => {
    const network = clientOf(address)
    return network !== undefined && isExempt(address, 0) ? null : network
  }

  const peerOf = (request: IncomingMessage, address: string): Peer => {
    const network = networkOf(address) ?? null
    const isProxy = trusted(address, 0)
    if (
      !isProxy &&
      network !== null &&
      !isReported &&
      PROXY_FIELDS.some((name) => request.headers[name] !== undefined)
    ) {
      isReported = true
      onUnknownProxy(address)
    }
    return { network, isProxy }
  }

  /** `undefined` if the field has no valid address. */
  const forwardedNetwork = (request: IncomingMessage, field: string): string | null | undefined => {
    const cached = networks.get(field)
    if (cached !== undefined) return cached.network
    const network = networkOf(withoutPort(proxyaddr(request, trusted)))
    if (field.length <= CACHED_FIELD_LENGTH_MAX) networks.set(field, { network })
    return network
  }

  return (request) => {
    const socket: PeerSocket = request.socket
    let peer = socket[PEER]
    if (peer === undefined) {
      // A closed connection has no address.
      if (socket.remoteAddress === undefined) return null
      peer = peerOf(request, socket.remoteAddress)
      socket[PEER] = peer
    }
    if (!peer.isProxy) return peer.network
    const field = request.headers['x-forwarded-for'] as string | undefined
    const network = field === undefined ? undefined : forwardedNetwork(request, field)
    return network === undefined ? peer.network : network
  }
}

/** The client's address for logs: as trusted proxies report it, else the peer's. */
export function createClientAddress({ proxies }: Pick<Site, 'proxies'>): (request: IncomingMessage) => string {
  const trusted = proxyaddr.compile([...proxies])
  return (request) => {
    const address = addressIn(request, trusted)?.replace(/^::ffff:(?=[\d.]+$)/, '')
    return address ?? request.socket.remoteAddress ?? 'unknown'
  }
}

/** Whether a request comes from an operator's network, and not through an unconfigured proxy, which anyone may use. */
export function createOperatorNetworks(
  site: Pick<Site, 'proxies' | 'operators'>,
): (request: IncomingMessage) => boolean {
  const trusted = proxyaddr.compile([...site.proxies])
  const isMember = createNetworkMatcher(site, site.operators)
  return (request) => {
    const peer = request.socket.remoteAddress
    if (peer === undefined) return false
    const isForwarded = PROXY_FIELDS.some((name) => request.headers[name] !== undefined)
    return (!isForwarded || trusted(peer, 0)) && isMember(request)
  }
}

/** Uncached, because it is called rarely. */
export function createNetworkMatcher(
  { proxies }: Pick<Site, 'proxies'>,
  networks: readonly string[],
): (request: IncomingMessage) => boolean {
  const trusted = proxyaddr.compile([...proxies])
  const within = proxyaddr.compile([...networks])
  return (request) => {
    const address = addressIn(request, trusted)
    return address !== undefined && within(address, 0)
  }
}

/** The client's address as trusted proxies report it; `undefined` if invalid or the connection is closed. */
function addressIn(request: IncomingMessage, trusted: ReturnType<typeof proxyaddr.compile>): string | undefined {
  if (request.socket.remoteAddress === undefined) return undefined
  const address = withoutPort(proxyaddr(request, trusted))
  return clientOf(address) === undefined ? undefined : address
}

/** Some proxies (Azure's Application Gateway) add the client's port. */
function withoutPort(address: string): string {
  const [, v6, v4] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(address) ?? []
  return v6 ?? v4 ?? address
}
