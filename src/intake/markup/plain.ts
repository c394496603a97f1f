import { ATTRIBUTES, TAGS } from './permitted.ts'
import * as dom from './tree.ts'

/** The sanitiser also checks hosts of frames, and the children of media. */
const ELEMENTS = new Set(TAGS).difference(new Set(['iframe', 'audio', 'video', 'track']))
const VOID = new Set(['br', 'col', 'hr', 'img', 'source', 'wbr'])

const PERMITTED = new Set(
  Object.entries(ATTRIBUTES).flatMap(([name, attributes]) =>
    attributes.map((one) => `${name} ${typeof one === 'string' ? one : one.name}`),
  ),
)
/** Names that are surely no part of a tag's markup. Event handlers are left to the sanitiser. */
const DROPPED = /^(?!on)[a-z][a-z-]*$/
/** Values that the sanitiser keeps as they are. Other permitted attributes need any value. */
const VALUES: Readonly<Record<string, RegExp>> = {
  href: /^(?:(?:https?|mailto):|#)[!-;=?-~]+$/,
  src: /^https?:[!-;=?-~]+$/,
  cite: /^https?:[!-;=?-~]+$/,
  srcset: /^(?:https?:[!-+\--;=?-~]+(?: (?:[1-9]\d{0,4}w|[1-9](?:\.[1-9])?x))?(?:, (?=h)|$))+$/,
  target: /^_self$/,
  alt: /^/,
}
const ANY = /./s

/** A start tag that ends the element around it when it is parsed again: `openImpliesClose` of htmlparser2. */
const ENDS_PARENT =
  /^(?:p (?:p|h\d|address|article|aside|blockquote|details|div|dl|figcaption|figure|footer|header|hr|ol|pre|section|table|ul)|h\d h\d|li li|a a|d[dt] d[dt]|r[tp] r[tp]|t[rhd] tr|t[hd] td|th th|thead td|t(?:head|body) t(?:body|foot))$/

/** No deeper than the sanitiser permits. */
const DEPTH_MAX = 90

/**
 * Serialises a tree as the sanitiser would write it. `undefined` if the tree has anything else than common, safe markup:
 * then the sanitiser decides. The sanitiser parses the HTML again, which takes half of the time of intake.
 */
export function plainHtml(parent: dom.Tree | dom.Element, depth = 0): string | undefined {
  let html = ''
  for (const node of parent.children) {
    if (dom.isTag(node)) {
      const tag = tagOf(node)
      const content = tag === undefined || depth === DEPTH_MAX ? undefined : plainHtml(node, depth + 1)
      if (content === undefined || (VOID.has(node.name) && content !== '')) return undefined
      html += VOID.has(node.name) ? `<${tag} />` : `<${tag}>${content}</${node.name}>`
    } else if (dom.isText(node)) html += escaped(node.data)
    else return undefined
  }
  return html
}

function tagOf({ name, attribs, parent }: dom.Element): string | undefined {
  if (!ELEMENTS.has(name) || (parent && 'name' in parent && ENDS_PARENT.test(`${parent.name} ${name}`)))
    return undefined
  let tag = name
  for (const [key, value] of Object.entries(attribs)) {
    if (PERMITTED.has(`* ${key}`) || PERMITTED.has(`${name} ${key}`)) {
      if (!(VALUES[key] ?? ANY).test(value)) return undefined
      tag += ` ${key}="${escaped(value).replaceAll('"', '&quot;')}"`
    } else if (!DROPPED.test(key)) return undefined
  }
  return name === 'img' && attribs.src === undefined ? undefined : tag
}

function escaped(text: string): string {
  return /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text
}
