import ipaddr from 'ipaddr.js'

/** Networks that have a name: this machine's own, a link's, and those of RFC 1918 and RFC 4193. */
export const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'] as const

/** Bits of an IPv6 address that are one client: a subscriber has a /56 or more of their own (RIPE-690), and picks from it at will. */
const CLIENT = 56

/** Bits that one customer of a provider gets on request: an office, a server, a tunnel (RFC 6177). */
const CUSTOMER = 48

/** Whether a text names a network: by name, as CIDR (RFC 4632, RFC 4291 §2.3), or as one address. All the world (`/0`) is none. */
export function isNetwork(text: string): boolean {
  if ((NAMED_NETWORKS as readonly string[]).includes(text)) return true
  const [address = '', length, ...more] = text.split('/')
  if (more.length > 0 || address.includes('%') || !isAddress(address)) return false
  if (length === undefined) return true
  return /^[1-9]\d{0,2}$/.test(length) && Number(length) <= (address.includes(':') ? 128 : 32)
}

/**
 * The client that an address belongs to: the IPv4 address itself (an IPv4-mapped IPv6 address is one), or its IPv6 /56,
 * like `2001:db8:0:100::/56`. `undefined` where it is no address.
 */
export function clientOf(address: string): string | undefined {
  if (!isAddress(address)) return undefined
  const ip = ipaddr.process(address)
  if (ip instanceof ipaddr.IPv4) return ip.toString()
  const [first = 0, second = 0, third = 0, fourth = 0] = ip.parts
  return `${new ipaddr.IPv6([first, second, third, fourth & 0xff00, 0, 0, 0, 0]).toString()}/${CLIENT}`
}

/** The IPv6 /48 around a client of `clientOf`; `null` for an IPv4 client. */
export function widerNetworkOf(client: string): string | null {
  const [address = '', bits] = client.split('/')
  if (bits === undefined) return null
  const [first = 0, second = 0, third = 0] = ipaddr.IPv6.parse(address).parts
  return `${new ipaddr.IPv6([first, second, third, 0, 0, 0, 0, 0]).toString()}/${CUSTOMER}`
}

/** The block that a client of `clientOf` is in, in which a service's machines mostly are: an IPv4 /24, an IPv6 /48. */
export function blockOf(client: string): string {
  return widerNetworkOf(client) ?? client.replace(/\.\d+$/, '.0/24')
}

/** Four decimal parts, and nothing of what C's inet_aton would take besides (`10.1`, `0x7f.1`). */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
}
