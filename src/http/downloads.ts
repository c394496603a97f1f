import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { AppError } from '../domain/errors.ts'
import type { Site } from '../domain/site.ts'
import { createClientNetwork } from './client-network.ts'
import type { Document } from './document.ts'

// The one module that knows rate-limiter-flexible.

/**
 * Counts a document that is about to be sent whole, for the network of the client that asked. `undefined` where it may
 * be sent at once, else a promise that is rejected where the client has had all it may have.
 * @throws AppError `too_many_requests`, by the promise
 */
export type Admission = (request: IncomingMessage, document: Pick<Document, 'fields'>) => Promise<void> | undefined

const EVERYBODY: Admission = () => undefined

/** Clients that are remembered; who has been away longest is forgotten first, and begins anew. */
const MOST_CLIENTS = 20_000

/** Downloads that the limiter has told of, that it was asked about and has not told of yet, and that it will be asked about. */
type Client = { told: number; asked: number; unasked: number }

/** Downloads that the limiter is asked about together, as long as a client is far from its limit: at most a fortieth of that. */
const TOGETHER = 16

/**
 * Readers are polite or cheap: whoever sends validators is neither counted nor kept waiting, even where they are
 * invented. What costs is the same document whole, again and again: of those a network has so many in so many seconds,
 * reckoned from its first. In memory and by process: of several replicas or workers, each counts what it serves.
 *
 * Behind a CDN whose addresses are not among the proxies, every request comes from the CDN: nobody is counted, for one
 * reader's greed would be all readers' loss.
 */
export function limitDownloads(
  { proxies, limits, cdn }: Pick<Site, 'proxies' | 'limits' | 'cdn'>,
  log: Logger,
): Admission {
  const { downloads, seconds, exempt } = limits
  if (downloads === 0) return EVERYBODY
  if (cdn && proxies.length === 0) {
    log.info('downloads are not limited: site.yaml has cdn and no proxies, so that all readers would count as one')
    return EVERYBODY
  }
  const limiter = new RateLimiterMemory({ points: downloads, duration: seconds, keyPrefix: '' })
  const clients = new LRUCache<string, Client>({
    max: MOST_CLIENTS,
    dispose: (_client, network, reason) => void (reason === 'evict' && limiter.delete(network)),
  })
  const together = Math.max(1, Math.min(TOGETHER, Math.floor(downloads / 40)))
  const remember = (network: string): Client => {
    const client = { told: 0, asked: 0, unasked: 0 }
    clients.set(network, client)
    return client
  }
  const networkOf = createClientNetwork({ proxies, exempt }, (peer) =>
    log.warn(
      { peer },
      'a proxy seems to stand in front of this server: unless site.yaml names it under proxies, its readers are limited as if they were one',
    ),
  )

  return (request, document) => {
    const { headers } = request
    if (headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined) return undefined
    const network = networkOf(request)
    if (network === null) return undefined
    const client = clients.get(network) ?? remember(network)
    client.unasked++
    const some = client.unasked
    if (some < together && client.told + client.asked + together <= downloads) return undefined
    client.unasked = 0
    client.asked += some
    const counted = limiter.penalty(network, some).then((count) => {
      client.asked -= some
      client.told = count.consumedPoints
      return count
    })
    // To wait for a promise costs more than to count. There may be fewer by now, where a new time has begun; never more.
    if (client.told + client.asked <= downloads) return undefined
    return counted.then(({ consumedPoints, msBeforeNext }) => {
      if (consumedPoints <= downloads) return
      // Once a network and time, however often it asks.
      if (consumedPoints === downloads + 1) log.info({ network, path: pathOf(request) }, 'downloads are limited')
      throw new AppError('too_many_requests', `${network} has had its downloads`, {
        seconds: String(Math.max(1, Math.ceil(msBeforeNext / 1000))),
        // Who may read the document may read why it is not there.
        ...(document.fields.includes('Access-Control-Allow-Origin') && { origin: '*' }),
      })
    })
  }
}

/** Without what may be a token. */
function pathOf({ url = '' }: IncomingMessage): string | undefined {
  return URL.parse(url, 'http://localhost')?.pathname
}
