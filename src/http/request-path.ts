/**
 * The path without its query; of a whole address (RFC 9112 §3.2.2) the path too. Nothing else of what a request says
 * about where it went has a say in what is answered.
 */
export function pathOfUrl(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '')
  const end = path.search(/[?#]/)
  // A copy: documents are kept by their path, and what is only cut out of an address keeps all of that.
  return end < 0 ? path : Buffer.from(path.slice(0, end)).toString()
}

/** What comes after the path, as far as a server is told of it. */
export function queryOfUrl(url: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1])
}
