import type { Document } from '../documents/document.ts'
import { targetOf } from '../documents/paths.ts'
import { createResolver, type ResolverParts } from '../documents/resolver.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import { webUrl } from '../domain/url.ts'
import type { Published } from '../editions/published.ts'
import { scopesOf, tokenOf } from '../editions/selection.ts'

export type Topics = ReturnType<typeof createTopics>

/** RFC 3986 §2.3, and the comma, which the Link field of a feed encodes. */
const ENCODED_UNRESERVED = /%(?:2[CDE]|5F|7E|3\d|[46][1-9A-F]|[57][\dA])/gi

/** The path of a topic's URL, in its canonical spelling; `undefined` if the URL is not below this server's. */
export function topicPath({ feedUrl }: Pick<Site, 'feedUrl'>, url: string): string | undefined {
  const href = webUrl(url)?.href ?? ''
  if (!href.startsWith(`${feedUrl}/`) || /[?#]/.test(href)) return undefined
  return href.slice(feedUrl.length).replace(ENCODED_UNRESERVED, decodeURIComponent)
}

/** The topic's own URL, as in its Link field: simple clients split that at commas. */
export function topicUrl({ feedUrl }: Pick<Site, 'feedUrl'>, path: string): string {
  return `${feedUrl}${path.replaceAll(',', '%2C')}`
}

/** Topics are the public feeds of the edition, in every format. Archives are not: they hardly change. */
export function createTopics({ documents, store }: Pick<ResolverParts, 'documents' | 'store'>) {
  // Without the time, it never finds the predecessor of a document.
  const resolve = createResolver({ documents, store, hasQueryUrls: false })
  /** The scopes that decide which articles the topic shows; `undefined` if there is no such topic. */
  const scopes = (published: Published, path: string): readonly string[] | undefined => {
    const { site } = published.context
    const target = targetOf(published, path)
    if (target?.kind !== 'feed' || target.key.month !== null || tokenOf(site, target.key) !== null) return undefined
    return [...new Set(scopesOf(site, target.key).map(scopeId))]
  }
  return {
    scopes,
    /** @throws Superseded */
    document: async (published: Published, path: string): Promise<Document | undefined> => {
      const resolution = scopes(published, path) && (await resolve(published, path))
      return resolution?.kind === 'document' ? resolution.document : undefined
    },
  }
}
