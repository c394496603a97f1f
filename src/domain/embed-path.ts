import type { FeedKey, Scope } from './feed-key.ts'
import { folderOf, type ParsedPath, parsePath } from './feed-path.ts'
import type { Language } from './language.ts'
import { type Look, lookQuery } from './look.ts'

// The only module that spells the paths of embeds.

/** A feed on another site's page, shown in a {@link Look}. */
export type Embed = {
  readonly key: FeedKey
  /** The partner whose page it is. Links have its parameters, even if the feed is not the partner's. */
  readonly partner: string | null
}

/** The key whose folder is in the embed's path. */
export function folderKey({ key, partner }: Embed): FeedKey {
  return { ...key, partner }
}

const EMBED = '/embed'

/** Data for scripts, markup to include, a page for a frame. */
export const EMBED_FILES = { headlines: 'headlines.json', fragment: 'fragment.html', frame: 'frame.html' } as const
export type EmbedFile = keyof typeof EMBED_FILES

/**
 * `/embed/uk/tags/usa/headlines.json`. Any feed's folder may follow `/embed/partners/{name}`: links then have the
 * partner's parameters.
 */
export function embedPath(feed: Scope | FeedKey, file: EmbedFile): string {
  return EMBED + folderOf(feed) + EMBED_FILES[file]
}

export function lookPath(feed: Scope | FeedKey, file: 'fragment' | 'frame', look: Look): string {
  return embedPath(feed, file) + lookQuery(look)
}

/** The inverse of {@link embedPath}. The result is not trusted: it comes from a request. */
export function parseEmbedPath(path: string): { readonly file: EmbedFile; readonly folder: ParsedPath } | undefined {
  if (!path.startsWith(`${EMBED}/`)) return undefined
  const folderEnd = path.lastIndexOf('/') + 1
  const name = path.slice(folderEnd)
  const file = (Object.keys(EMBED_FILES) as EmbedFile[]).find((candidate) => EMBED_FILES[candidate] === name)
  const folder = file && parsePath(path.slice(EMBED.length, folderEnd))
  return folder && folder.month === null ? { file, folder } : undefined
}

/** The page that writes the code of an embed, for the feed in a folder: `/uk/embed/?feed=%2Fuk%2F`. */
export function builderPath(language: Language, folder?: string): string {
  return `${folderOf({ language, kind: 'all' })}embed/${folder === undefined ? '' : `?${new URLSearchParams({ feed: folder })}`}`
}

/** `/uk/search` finds feeds and articles of a language. */
export function searchPath(language: Language, query: Readonly<Record<string, string>> = {}): string {
  const path = `${folderOf({ language, kind: 'all' })}search`
  return Object.keys(query).length > 0 ? `${path}?${new URLSearchParams(query)}` : path
}

/** oembed.com §2.2. */
export const OEMBED_PATH = '/oembed'

/** A release, `/embed/polyfeed-headlines-1.0.0.js`, or the newest one, `/embed/polyfeed-headlines.js`; of fragments, a `.css`. */
export function scriptPath(name: string, version: string | null): string {
  const extension = name === 'polyfeed-fragment' ? 'css' : 'js'
  return `${EMBED}/${name}${version === null ? '' : `-${version}`}.${extension}`
}
