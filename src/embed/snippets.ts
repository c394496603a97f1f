import { type Embed, folderKey } from '../domain/embed.ts'
import { embedPath, lookPath, scriptPath } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Look } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import { html } from '../feeds/markup.ts'
import { roomDeclarations } from './element/height.ts'
import { frameHeight } from './frame.ts'
import { type Script, type ScriptName, scripts } from './scripts.ts'

/** Ways to show headlines on a page, the best first. */
export const EMBED_KINDS = ['element', 'frame', 'resized', 'fragment', 'link', 'data'] as const
export type EmbedKind = (typeof EMBED_KINDS)[number]

/** A script as a page names it for good. */
export type ScriptTag = { readonly path: string; readonly integrity: string }

export type SnippetParts = {
  readonly site: Pick<Site, 'feedUrl'>
  readonly embed: Embed
  readonly look: Look
  /** The feed's. */
  readonly title: string
  readonly scripts: Readonly<Record<'element' | 'frames', ScriptTag>>
}

/** The newest scripts, as pages name them for good. */
export function scriptTags(): SnippetParts['scripts'] {
  const tag = (name: ScriptName): ScriptTag => {
    const { version, integrity } = scripts().find((one) => one.name === name && one.newest) as Script
    return { path: scriptPath(name, version), integrity }
  }
  return { element: tag('polyfeed-headlines'), frames: tag('polyfeed-frames') }
}

/** What to copy, in each way: markup, or an address. Addresses are absolute. */
export function snippetsOf(parts: SnippetParts): Readonly<Record<EmbedKind, string>> {
  const { site, embed, scripts } = parts
  const key = folderKey(embed)
  return {
    element: `${scriptTag(site, scripts.element)}\n${elementOf(parts)}`,
    frame: frameOf(parts),
    resized: `${frameOf(parts)}\n${scriptTag(site, scripts.frames)}`,
    fragment: html`<esi:include src="${site.feedUrl + lookPath(key, 'fragment', parts.look)}"/>`.text,
    link: site.feedUrl + folderOf(key),
    data: site.feedUrl + embedPath(key, 'headlines'),
  }
}

function scriptTag({ feedUrl }: SnippetParts['site'], { path, integrity }: ScriptTag): string {
  return html`<script async src="${feedUrl + path}" integrity="${integrity}" crossorigin="anonymous"></script>`.text
}

/** What is within the element is there until the headlines are, and where they do not come. */
function elementOf({ site, embed, look, title }: SnippetParts): string {
  const { count, show, theme } = look
  const extras = show.length > 0 && html` show="${show.join(' ')}"`
  const colours = theme !== 'auto' && html` theme="${theme}"`
  return html`<polyfeed-headlines src="${site.feedUrl + embedPath(folderKey(embed), 'headlines')}" count="${count}"${extras}${colours}>
  <a href="${site.feedUrl + folderOf(embed.key)}">${title}</a>
</polyfeed-headlines>`.text
}

type Frame = Omit<SnippetParts, 'scripts'> & {
  /** Pixels; all the width that there is, and what it needs of height, where nothing is said. */
  readonly size?: { readonly width: number; readonly height: number }
}

/** Without a style attribute, which a strict policy of the page would refuse. */
export function frameOf({ site, embed, look, title, size }: Frame): string {
  const { width, height } = size ?? { width: '100%', height: frameHeight(look) }
  const source = site.feedUrl + lookPath(folderKey(embed), 'frame', look)
  return html`<iframe src="${source}" title="${title}" width="${width}" height="${height}" loading="lazy" frameborder="0"></iframe>`
    .text
}

/** For the style sheet of a page: keeps the element's room until its script has come. */
export function reserveRule({ count, show }: Pick<Look, 'count' | 'show'>): string {
  return `polyfeed-headlines:not(:defined) { ${roomDeclarations({ count, show, heading: true })}; }`
}
