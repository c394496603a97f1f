import { type Embed, embedPath, folderKey, lookPath, scriptPath } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Look } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import { html } from '../feeds/markup.ts'
import { roomRules } from './element/height.ts'
import { frameHeight } from './frame.ts'
import { newest, type ScriptName } from './scripts.ts'

/** Ways to show headlines on a page, best first. */
export const EMBED_KINDS = ['element', 'frame', 'resized', 'fragment', 'link', 'data'] as const
export type EmbedKind = (typeof EMBED_KINDS)[number]

export type SnippetParts = {
  readonly site: Pick<Site, 'feedUrl'>
  readonly embed: Embed
  readonly look: Look
  /** The feed's title. */
  readonly title: string
}

/** Markup or an address to copy, for each kind. Addresses are absolute. */
export function snippetsOf(parts: SnippetParts): Readonly<Record<EmbedKind, string>> {
  const { site, embed } = parts
  const key = folderKey(embed)
  return {
    element: `${scriptTag(site, 'polyfeed-headlines')}\n${elementOf(parts)}`,
    frame: frameOf(parts),
    resized: `${frameOf(parts)}\n${scriptTag(site, 'polyfeed-frames')}`,
    fragment: html`<esi:include src="${site.feedUrl + lookPath(key, 'fragment', parts.look)}"/>`.text,
    link: site.feedUrl + folderOf(key),
    data: site.feedUrl + embedPath(key, 'headlines'),
  }
}

/** The newest released script. */
function scriptTag({ feedUrl }: SnippetParts['site'], name: ScriptName): string {
  const { version, integrity } = newest(name)
  return html`<script async src="${feedUrl + scriptPath(name, version)}" integrity="${integrity}" crossorigin="anonymous"></script>`
    .text
}

/** The link inside shows until the headlines load, or if they cannot. */
function elementOf({ site, embed, look, title }: SnippetParts): string {
  const { count, show, theme } = look
  const extras = show.length > 0 && html` show="${show.join(' ')}"`
  const colours = theme !== 'auto' && html` theme="${theme}"`
  return html`<polyfeed-headlines src="${site.feedUrl + embedPath(folderKey(embed), 'headlines')}" count="${count}"${extras}${colours}>
  <a href="${site.feedUrl + folderOf(embed.key)}">${title}</a>
</polyfeed-headlines>`.text
}

type Frame = SnippetParts & {
  /** Pixels. Default: the full width, and the height that the look needs. */
  readonly size?: { readonly width: number; readonly height: number }
}

/** Has no style attribute, because a strict policy of the page would refuse it. */
export function frameOf({ site, embed, look, title, size }: Frame): string {
  const { width, height } = size ?? { width: '100%', height: frameHeight(look) }
  const source = site.feedUrl + lookPath(folderKey(embed), 'frame', look)
  return html`<iframe src="${source}" title="${title}" width="${width}" height="${height}" loading="lazy" frameborder="0"></iframe>`
    .text
}

/** The tag of the style sheet for fragments. */
export function fragmentStyle({ feedUrl }: SnippetParts['site']): string {
  const { name, version, integrity } = newest('polyfeed-fragment')
  return html`<link rel="stylesheet" href="${feedUrl + scriptPath(name, version)}" integrity="${integrity}" crossorigin="anonymous">`
    .text
}

/** Rules for the page's style sheet: reserve the element's room until its script loads. */
export function reserveRule({ count, show }: Pick<Look, 'count' | 'show'>): string {
  return roomRules({ count, show, heading: true })
}
