import { parse } from 'tldts'

// The only module that imports tldts.

const HOST = /^((?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63})(?::\d{1,5})?(\/|$)/u

/** Whether an address begins with a host although it has no scheme: `cdn.example.com/a.png`. `a.zip` alone is a file. */
export function beginsWithHost(address: string): boolean {
  const [, host = '', slash = ''] = HOST.exec(address) ?? []
  if (slash === '' && !host.startsWith('www.')) return false
  const { domain, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true })
  return domain !== null && (isIcann === true || isPrivate === true)
}
