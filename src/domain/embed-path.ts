import type { FeedKey, Scope } from './feed-key.ts'
import { folderOf, type ParsedPath, parsePath } from './feed-path.ts'
import type { Language } from './language.ts'
import { type Look, queryOf } from './look.ts'

// The one place that spells the paths of what other people's pages show of feeds.

const EMBED = '/embed'

/** What a feed is embedded by: data for scripts, markup to include, a page for a frame. */
export const EMBED_FILES = { headlines: 'headlines.json', fragment: 'fragment.html', frame: 'frame.html' } as const
export type EmbedFile = keyof typeof EMBED_FILES

/**
 * `/embed/uk/tags/usa/headlines.json`. After `/embed/partners/{name}` may come any feed's folder: the partner's
 * parameters are then on the links.
 */
export function embedPath(feed: Scope | FeedKey, file: EmbedFile): string {
  return EMBED + folderOf(feed) + EMBED_FILES[file]
}

/** The same with a look, for what has one. */
export function lookPath(feed: Scope | FeedKey, file: 'fragment' | 'frame', look: Look): string {
  return embedPath(feed, file) + queryOf(look)
}

/** The inverse of {@link embedPath}, for any path, well spelled or not. Nothing of it is trusted. */
export function parseEmbedPath(path: string): { readonly file: EmbedFile; readonly folder: ParsedPath } | undefined {
  if (!path.startsWith(`${EMBED}/`)) return undefined
  const end = path.lastIndexOf('/') + 1
  const name = path.slice(end)
  const file = (Object.keys(EMBED_FILES) as EmbedFile[]).find((one) => EMBED_FILES[one] === name)
  const folder = file && parsePath(path.slice(EMBED.length, end))
  return folder && folder.month === null ? { file, folder } : undefined
}

/** Where people put together what they embed: `/uk/embed/`. */
export function builderPath(language: Language): string {
  return `${folderOf({ language, kind: 'all' })}embed/`
}

/** `/uk/search`: the feeds of a language by name. */
export function searchPath(language: Language): string {
  return `${folderOf({ language, kind: 'all' })}search`
}

/** oembed.com §2.2. */
export const OEMBED_PATH = '/oembed'

/** `/embed/polyfeed-headlines-1.0.0.js`, which stays as it is, or the newest, `/embed/polyfeed-headlines.js`. */
export function scriptPath(name: string, version: string | null): string {
  return `${EMBED}/${name}${version === null ? '' : `-${version}`}.js`
}
