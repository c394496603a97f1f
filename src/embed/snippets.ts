import { type Embed, embedPath, folderKey, lookPath, scriptPath } from '../domain/embed-path.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { ElementLook, Look } from '../domain/look.ts'
import type { Site } from '../domain/site.ts'
import { type Html, html } from '../feeds/markup.ts'
import { CREDIT, contentHeight, type Extent, hundredths, LINE, roomRules, SPACE } from './element/height.ts'
import { frameHeight } from './frame.ts'
import { newest, type ScriptName } from './scripts.ts'

/** Ways to show headlines on a page, best first. */
export const EMBED_KINDS = ['element', 'frame', 'resized', 'fragment', 'link', 'data'] as const
export type EmbedKind = (typeof EMBED_KINDS)[number]

export type SnippetParts = {
  readonly site: Pick<Site, 'feedUrl'>
  readonly embed: Embed
  readonly look: Look
  /** Default: the element as it is. */
  readonly elementLook?: Partial<ElementLook>
  /** The feed's title. */
  readonly title: string
}

/** Markup or an address to copy, for each kind. Addresses are absolute. */
export function snippetsOf(parts: SnippetParts): Readonly<Record<EmbedKind, string>> {
  const { site, embed } = parts
  const key = folderKey(embed)
  return {
    element: `${scriptTag(site, 'polyfeed-headlines')}\n${elementOf(parts).text}`,
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
export function elementOf({ site, embed, look, elementLook, title }: SnippetParts): Html {
  const { count, show, theme } = look
  const { heading = null } = elementLook ?? {}
  const extras = show.length > 0 && html` show="${show.join(' ')}"`
  const colours = theme !== 'auto' && html` theme="${theme}"`
  return html`<polyfeed-headlines src="${site.feedUrl + embedPath(folderKey(embed), 'headlines')}" count="${count}"${extras}${colours}${heading !== null && html` heading="${heading}"`}>
  <a href="${site.feedUrl + folderOf(embed.key)}">${title}</a>
</polyfeed-headlines>`
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

/** Rules for the page's style sheet: the element's height until its script loads, its layout and its accent colour. */
export function elementRules({ look, elementLook }: Pick<SnippetParts, 'look' | 'elementLook'>): string {
  const { layout = 'list', accent = null, heading = null } = elementLook ?? {}
  const extent = { count: look.count, show: look.show, heading: heading !== '' }
  return [
    layout === 'cards' ? cardRules(extent) : roomRules(extent),
    ...(layout === 'compact' ? [COMPACT_RULE] : []),
    ...(accent === null ? [] : [`polyfeed-headlines { --polyfeed-accent: ${accent}; }`]),
  ].join('\n')
}

const COMPACT_RULE =
  'polyfeed-headlines { font-size: .875em; --polyfeed-gap: .5em; --polyfeed-padding: .5em; --polyfeed-image-width: 5em; }'

/**
 * Cards in a row that scrolls. Their height depends on neither the number of articles nor the width of the page: four
 * lines of a title, three of a summary and a picture of 9em. `--wide` and `--narrow` are the heights that the element
 * reserves.
 */
function cardRules({ show, heading }: Extent): string {
  const texts = contentHeight({ count: 1, show: show.filter((extra) => extra !== 'images'), heading }, false)
  const height = `${hundredths(texts + 2 * LINE + CARD_FRAME + (show.includes('images') ? 9 + SPACE + CREDIT : 0))}em`
  return `polyfeed-headlines:not(:defined) { display: block; box-sizing: content-box; padding: var(--polyfeed-padding, 1em); min-block-size: ${height}; }
polyfeed-headlines::part(room) { --wide: ${height}; --narrow: ${height}; }
polyfeed-headlines::part(list) { grid: auto / auto-flow 15em; column-gap: .75em; overflow-x: auto; scrollbar-width: thin; }
polyfeed-headlines::part(item) { --title: 4; --summary: 3; grid-template-columns: minmax(0, 1fr); row-gap: ${SPACE}em; align-content: start; padding: .75em; border: 1px solid var(--line); border-radius: .375em; }
polyfeed-headlines::part(item)::before { display: none; }
polyfeed-headlines::part(image) { block-size: 9em; }`
}

/** Padding and border of a card, and the scroll bar, in em. */
const CARD_FRAME = 2.6
