import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import proxyaddr from 'proxy-addr'
import { clientOf } from '../domain/network.ts'
import type { Site } from '../domain/site.ts'
import { createLru } from '../memo.ts'

/** The other end of a connection. A trusted proxy names the client in each request. */
type Peer = { readonly network: string | null; readonly isProxy: boolean }

/** Proxies add one of these: RFC 9110 §7.6.3, RFC 7239, and the common X-Forwarded-For. */
export const PROXY_FIELDS = ['x-forwarded-for', 'forwarded', 'via'] as const

/** Values of `X-Forwarded-For` are cached: to parse one takes longer than to send a feed. */
const CACHED_FIELDS_MAX = 10_000
const CACHED_FIELD_LENGTH_MAX = 200

/**
 * Returns the network that a request is counted for; `null` if it is not counted.
 *
 * The client is the rightmost address of `X-Forwarded-For` that is not a configured proxy. Fields from other peers are
 * ignored: a client could forge them to evade its limit or use up another's. An invalid address counts as the peer.
 * Clients in `exempt` networks are not counted.
 *
 * Calls `onUnknownProxy` once for a peer that seems to be an unconfigured proxy, because its readers count as one.
 */
export function createClientNetwork(
  { proxies, exempt = [] }: Pick<Site, 'proxies'> & Partial<Pick<Site['limits'], 'exempt'>>,
  onUnknownProxy: (peer: string) => void = () => undefined,
) {
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
    if (!isProxy && network !== null && !isReported && isForwarded(request)) {
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

  return (request: IncomingMessage): string | null => {
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

/** Reads the client's address as trusted proxies report it; `undefined` if invalid or the connection is closed. */
export function createAddressReader({ proxies }: Pick<Site, 'proxies'>) {
  const trusted = proxyaddr.compile([...proxies])
  return (request: IncomingMessage): string | undefined => {
    if (request.socket.remoteAddress === undefined) return undefined
    const address = withoutPort(proxyaddr(request, trusted))
    return clientOf(address) === undefined ? undefined : address
  }
}

/** Whether a client is in one of the networks. Uncached, because it is called rarely. */
export function createNetworkMatcher(site: Pick<Site, 'proxies'>, networks: readonly string[]) {
  const addressOf = createAddressReader(site)
  const within = proxyaddr.compile([...networks])
  return (request: IncomingMessage): boolean => {
    const address = addressOf(request)
    return address !== undefined && within(address, 0)
  }
}

/** Whether a request comes from an operator's network, and not through an unconfigured proxy, which anyone may use. */
export function createOperatorNetworks(site: Pick<Site, 'proxies' | 'operators'>) {
  const trusted = proxyaddr.compile([...site.proxies])
  const isMember = createNetworkMatcher(site, site.operators)
  return (request: IncomingMessage): boolean => {
    const peer = request.socket.remoteAddress
    return peer !== undefined && (!isForwarded(request) || trusted(peer, 0)) && isMember(request)
  }
}

function isForwarded({ headers }: IncomingMessage): boolean {
  return PROXY_FIELDS.some((name) => headers[name] !== undefined)
}

/** Some proxies (Azure's Application Gateway) add the client's port. */
function withoutPort(address: string): string {
  const [, v6, v4] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(address) ?? []
  return v6 ?? v4 ?? address
}
