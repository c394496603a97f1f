/** The path without the query, also of an absolute URL (RFC 9112 §3.2.2). Host and scheme do not affect the answer. */
export function pathOfUrl(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '')
  // A regular expression takes longer, and most paths have neither.
  if (!path.includes('?') && !path.includes('#')) return path
  // A copy: V8's slice would keep the whole URL in memory while a cache holds the path.
  return Buffer.from(path.slice(0, path.search(/[?#]/))).toString()
}

export function queryOfUrl(url: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1])
}
