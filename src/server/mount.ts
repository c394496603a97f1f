import { languageOfPath } from '../documents/paths.ts'
import { basePath, type Site } from '../domain/site.ts'
import type { Handler } from '../http/request-log.ts'

/** The folders of this server's own paths, besides those of languages. */
const OWN_FOLDERS = /^\/(?:admin|api|embed|hooks|media|partners|schemas|\.well-known)(?:\/|$)/

/**
 * Lets a proxy keep the path of `feedUrl`, or strip it. A path that also begins an address of this server is not
 * stripped, because its requests have two meanings.
 */
export function withoutMount(handler: Handler, site: Site): Handler {
  const mount = basePath(site)
  const isOwn = OWN_FOLDERS.test(mount) || languageOfPath(site, mount) !== undefined
  if (mount === '' || isOwn || site.redirects.rules.some(({ from }) => from.startsWith(`${mount}/`))) return handler
  return (request, response) => {
    const { url = '' } = request
    // RFC 9112 §3.2.2: a request may name the whole URL.
    const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '')
    if (path.startsWith(mount)) {
      const rest = path.slice(mount.length)
      if (rest.startsWith('/')) request.url = rest
      else if (rest === '' || rest.startsWith('?')) request.url = `/${rest}`
    }
    handler(request, response)
  }
}
