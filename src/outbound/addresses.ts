import { isIP, type LookupFunction } from 'node:net'
import { refusedRange } from '../domain/network.ts'
import { webUrl } from '../domain/url.ts'
import { OutboundError } from './errors.ts'

/** @throws OutboundError unless the text is an http or https URL without credentials whose host may be asked */
export function checkedUrl(text: string, allow: readonly string[], base?: URL): URL {
  const url = webUrl(text, base?.href)
  if (!url) throw new OutboundError('address_refused', `not an http or https URL: ${text.slice(0, 200)}`)
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('address_refused', `${url.host}: the URL has a user name or a password`)
  }
  // Connections to a literal address look nothing up. The parser has made decimal and octal spellings canonical.
  const host = hostOf(url)
  const refusal = isIP(host) ? refusalOf(host, host, allow) : undefined
  if (refusal) throw refusal
  return url
}

/** A lookup whose answers are checked. The connection uses the same answer, so a second one cannot replace it. */
export function guardLookup(lookup: LookupFunction, allow: readonly string[]): LookupFunction {
  return (host, options, callback) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : (found ?? [])
      const refusals = addresses.flatMap(({ address }) => refusalOf(host, address, allow) ?? [])
      // Node fails outside of any handler if a lookup finds nothing and has no error.
      const missing = addresses.length === 0 ? new Error('the name has no address') : null
      callback(error ?? refusals[0] ?? missing, addresses)
    })
}

/**
 * The networks that a URL in site.yaml or on the command line names itself, for `allow`: its IP address, or this
 * machine for `localhost`. Other names say nothing about their addresses.
 */
export function trustedAddresses(address: string): string[] {
  const url = webUrl(address)
  const host = url ? hostOf(url) : ''
  if (host === 'localhost') return ['127.0.0.1', '::1']
  return isIP(host) ? [host] : []
}

export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

function refusalOf(host: string, address: string, allow: readonly string[]): OutboundError | undefined {
  const range = refusedRange(address, allow)
  if (range === null) return undefined
  const subject = host === address ? host : `${host} has the address ${address}, which`
  return new OutboundError(
    'address_refused',
    `${subject} is not public (${range}) and not in outbound.allow (for callbacks: hub.allowCallbacks) of site.yaml`,
  )
}
