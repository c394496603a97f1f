import { lookup as systemLookup } from 'node:dns'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Instant } from '../domain/article.ts'
import { checkedUrl, guardLookup, hostOf } from './addresses.ts'
import { OutboundError, outboundErrorOf } from './errors.ts'

const TIMEOUT_MS = 5000

export type ReadCertificateEnd = typeof certificateEnd

/**
 * The end of the certificate that a server presents, trusted or not. It connects directly, to checked
 * addresses only. `undefined` for another scheme than https. @throws OutboundError
 */
export async function certificateEnd(address: string, allow: readonly string[]): Promise<Instant | undefined> {
  const url = checkedUrl(address, allow)
  if (url.protocol !== 'https:') return undefined
  const host = hostOf(url)
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  const socket = connect({
    ...{ host, port: Number(url.port || 443), lookup: guardLookup(systemLookup, allow), autoSelectFamily: true },
    // RFC 6066 §3: an IP address is no server name. Nothing is sent, so the certificate need not be trusted.
    ...{ servername: isIP(host) ? '' : host, rejectUnauthorized: false },
  })
  socket.setTimeout(TIMEOUT_MS, () => reject(new OutboundError('timeout', `${host} does not answer in time`)))
  socket.once('error', reject)
  socket.once('secureConnect', () => resolve(socket.getPeerCertificate().valid_to))
  try {
    const end = Date.parse((await promise) ?? '')
    return Number.isNaN(end) ? undefined : end
  } catch (error) {
    throw outboundErrorOf(error, host)
  } finally {
    socket.destroy()
  }
}
