import ipaddr from 'ipaddr.js'

/** This machine, link-local networks, and the private networks of RFC 1918 and RFC 4193. */
export const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'] as const

/** An IPv6 /56 is one client: a subscriber gets at least that much and may use any address in it (RIPE-690). */
const CLIENT_PREFIX_BITS = 56

/** An office, a server or a tunnel may get a /48 (RFC 6177). */
const CUSTOMER_PREFIX_BITS = 48

/** A name, a CIDR block (RFC 4632, RFC 4291 §2.3) or one address. `/0` is refused. */
export function isNetwork(text: string): boolean {
  if ((NAMED_NETWORKS as readonly string[]).includes(text)) return true
  if (text.includes('%') || text.includes('/0')) return false
  return isAddress(text) || ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text)
}

/**
 * The client of an address: the IPv4 address (also if it is IPv4-mapped), or the IPv6 /56, like `2001:db8:0:100::/56`.
 * `undefined` if the text is not an address.
 */
export function clientOf(address: string): string | undefined {
  if (!isAddress(address)) return undefined
  const ip = ipaddr.process(address)
  if (ip instanceof ipaddr.IPv4) return ip.toString()
  const [first = 0, second = 0, third = 0, fourth = 0] = ip.parts
  return `${new ipaddr.IPv6([first, second, third, fourth & 0xff00, 0, 0, 0, 0]).toString()}/${CLIENT_PREFIX_BITS}`
}

/** The IPv6 /48 of a client; `null` for an IPv4 client. */
export function widerNetworkOf(client: string): string | null {
  const end = client.indexOf('/')
  if (end < 0) return null
  const [first = 0, second = 0, third = 0] = ipaddr.IPv6.parse(client.slice(0, end)).parts
  return `${new ipaddr.IPv6([first, second, third, 0, 0, 0, 0, 0]).toString()}/${CUSTOMER_PREFIX_BITS}`
}

/** The IPv4 /24 or IPv6 /48 of a client, which usually contains all machines of a service. */
export function blockOf(client: string): string {
  return widerNetworkOf(client) ?? client.replace(/\.\d+$/, '.0/24')
}

/** Refuses the other notations of inet_aton (`10.1`, `0x7f.1`). */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
}

/** The ranges of {@link NAMED_NETWORKS}, as `ipaddr.js` names them. */
const NAMED_RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['loopback'],
  linklocal: ['linkLocal'],
  uniquelocal: ['private', 'uniqueLocal'],
}

/**
 * The special range of an address, like `private` or `6to4` (RFC 6890); `null` if the address is public or in one of
 * the `allowed` networks. An IPv4-mapped address is judged as IPv4.
 */
export function refusedRange(address: string, allowed: readonly string[]): string | null {
  if (!ipaddr.isValid(address)) return 'invalid'
  const ip = ipaddr.process(address)
  // RFC 4291 §2.4 and IANA: public IPv6 addresses are in 2000::/3.
  const isUnassigned = ip instanceof ipaddr.IPv6 && (ip.parts[0] ?? 0) >> 13 !== 1
  const range = ip.range() === 'unicast' && isUnassigned ? 'unassigned' : ip.range()
  const isAllowed = allowed.some((network) => {
    if (network in NAMED_RANGES) return NAMED_RANGES[network]?.includes(range)
    const [start, bits] = network.includes('/') ? ipaddr.parseCIDR(network) : [ipaddr.process(network), 128]
    return start.kind() === ip.kind() && ip.match(start, ip.kind() === 'ipv4' ? Math.min(bits, 32) : bits)
  })
  return range === 'unicast' || isAllowed ? null : range
}
