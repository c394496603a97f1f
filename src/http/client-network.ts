import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { LRUCache } from 'lru-cache'
import proxyaddr from 'proxy-addr'
import { clientOf } from '../domain/network.ts'
import type { Site } from '../domain/site.ts'

/** Whom a request is counted for, as a network; `null` for nobody. */
export type ClientNetwork = (request: IncomingMessage) => string | null

/** Whoever is connected: whom its own requests are counted for, and whether it tells for whom it asks. */
type Peer = { readonly client: string | null; readonly isProxy: boolean }

/** What proxies add to requests, each in its way: RFC 9110 §7.6.3, RFC 7239, and what everybody sends. */
const FORWARDING = ['x-forwarded-for', 'forwarded', 'via'] as const

/** How many `X-Forwarded-For` are kept with the client that they tell, and how long one may be: to read one takes longer than to send a feed. */
const KEPT = 10_000
const LONGEST = 200

/**
 * Finds the client of a request: the rightmost address that no trusted proxy vouches for. Proxies are those that are
 * configured, and nobody else is believed: anybody can write `X-Forwarded-For`, and would have as many downloads as
 * there are addresses, or use up somebody else's. What is no address counts as whoever is connected. `exempt` networks
 * are nobody, also where a proxy vouches for them.
 *
 * `suspect` hears, once, of a peer that looks like a proxy and is not known as one: its readers may be taken for one.
 */
export function createClientNetwork(
  { proxies, exempt }: Pick<Site, 'proxies'> & Pick<Site['limits'], 'exempt'>,
  suspect: (peer: string) => void,
): ClientNetwork {
  /** What is known of a connection stays with it. */
  const known = Symbol('peer')
  type KnownSocket = Socket & { [known]?: Peer }
  const trusted = proxyaddr.compile([...proxies])
  const exempted = proxyaddr.compile([...exempt])
  const clients = new LRUCache<string, { readonly client: string | null | undefined }>({ max: KEPT })
  let suspected = false

  const counted = (address: string): string | null | undefined => {
    const client = clientOf(address)
    return client !== undefined && exempted(address, 0) ? null : client
  }

  const peerOf = (request: IncomingMessage, address: string): Peer => {
    const client = counted(address) ?? null
    const isProxy = trusted(address, 0)
    if (!isProxy && client !== null && !suspected && FORWARDING.some((name) => request.headers[name] !== undefined)) {
      suspected = true
      suspect(address)
    }
    return { client, isProxy }
  }

  /** `undefined` where it is no address. */
  const clientTold = (request: IncomingMessage, told: string): string | null | undefined => {
    const known = clients.get(told)
    if (known !== undefined) return known.client
    const client = counted(withoutPort(proxyaddr(request, trusted)))
    if (told.length <= LONGEST) clients.set(told, { client })
    return client
  }

  return (request) => {
    const socket: KnownSocket = request.socket
    let peer = socket[known]
    if (peer === undefined) {
      // Who has hung up has no address any more, and gets no answer either.
      if (socket.remoteAddress === undefined) return null
      peer = peerOf(request, socket.remoteAddress)
      socket[known] = peer
    }
    if (!peer.isProxy) return peer.client
    const told = request.headers['x-forwarded-for'] as string | undefined
    const client = told === undefined ? undefined : clientTold(request, told)
    return client === undefined ? peer.client : client
  }
}

/** The address of a request's client, for logs: as `proxies` tell it, else of whoever is connected. */
export function createClientAddress({ proxies }: Pick<Site, 'proxies'>): (request: IncomingMessage) => string {
  const trusted = proxyaddr.compile([...proxies])
  return (request) => {
    const address = addressIn(request, trusted)?.replace(/^::ffff:(?=[\d.]+$)/, '')
    return address ?? request.socket.remoteAddress ?? 'unknown'
  }
}

/**
 * Whether a request comes from an operator's network. One that a proxy which site.yaml does not name has passed on does not,
 * wherever that proxy stands: it speaks for anybody.
 */
export function createOperatorNetworks(
  site: Pick<Site, 'proxies' | 'operators'>,
): (request: IncomingMessage) => boolean {
  const trusted = proxyaddr.compile([...site.proxies])
  const isMember = createNetworkMatcher(site, site.operators)
  return (request) => {
    const peer = request.socket.remoteAddress
    if (peer === undefined) return false
    const isPassedOn = FORWARDING.some((name) => request.headers[name] !== undefined)
    return (!isPassedOn || trusted(peer, 0)) && isMember(request)
  }
}

/** Whether a request's client is in one of some networks. Nothing is kept: it is asked rarely. */
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

/** The client's address as trusted proxies tell it; `undefined` where they tell none, or the client has hung up. */
function addressIn(request: IncomingMessage, trusted: ReturnType<typeof proxyaddr.compile>): string | undefined {
  if (request.socket.remoteAddress === undefined) return undefined
  const address = withoutPort(proxyaddr(request, trusted))
  return clientOf(address) === undefined ? undefined : address
}

/** Some proxies (Azure's Application Gateway) tell the client's port, too. */
function withoutPort(address: string): string {
  const [, v6, v4] = /^(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)$/.exec(address) ?? []
  return v6 ?? v4 ?? address
}
