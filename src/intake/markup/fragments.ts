import { decodedUri } from '../../domain/url.ts'
import type { Resolve } from './context.ts'
import type { Element } from './tree.ts'

/** The attribute of an id that counts only if the item links to it. */
export const ANCHOR = 'data-anchor'

/** Links that stay inside the item (footnotes, tables of contents), and the elements that they lead to. */
export type Fragments = {
  /** Remembers the element's id, and a link to the page itself. */
  visit(element: Element): void
  /**
   * Puts `prefix` before all ids, because several items may stand on one page. Links to an id of the item become
   * fragments; all others lead to the page.
   */
  connect(prefix: string): void
}

export function createFragments(resolve: Resolve): Fragments {
  const page = withoutFragment(resolve('') ?? '')
  const targets: Element[] = []
  const cells: Element[] = []
  const anchors = new Map<string, Element>()
  const links: { readonly element: Element; readonly id: string }[] = []
  return {
    visit: (element) => {
      const { name, attribs } = element
      // HTML Living Standard §16.2: an anchor's name was its id.
      if (name === 'a' && attribs.name && !attribs.id) attribs.id = attribs.name
      if (attribs.id) targets.push(element)
      else if (attribs[ANCHOR]) anchors.set(attribs[ANCHOR], element)
      if (attribs.headers) cells.push(element)
      delete attribs.target
      const fragment = name === 'a' && attribs.href ? fragmentOf(attribs.href, resolve, page) : ''
      if (fragment) links.push({ element, id: decodedUri(fragment) ?? fragment })
    },
    connect: (prefix) => {
      const ids = new Set(targets.map(({ attribs }) => attribs.id))
      for (const { id } of links) {
        const anchor = ids.has(id) ? undefined : anchors.get(id)
        if (anchor) {
          anchor.attribs.id = id
          targets.push(anchor)
          ids.add(id)
        }
      }
      for (const { attribs } of targets) attribs.id = prefix + attribs.id
      for (const { attribs } of cells) attribs.headers = (attribs.headers as string).replace(/\S+/g, `${prefix}$&`)
      for (const { element, id } of links) {
        if (!ids.has(id)) continue
        const href = `#${encodeURI(prefix + id).replaceAll('#', '%23')}`
        // The W3C feed validator takes `<a href="#…` for a relative address; another attribute has to come first.
        element.attribs = { target: '_self', ...element.attribs, href }
      }
    },
  }
}

/** The fragment of an address of the page itself, as written; empty for any other address. */
function fragmentOf(href: string, resolve: Resolve, page: string): string {
  const trimmed = href.trim()
  if (trimmed.startsWith('#')) return trimmed.slice(1)
  const hash = trimmed.indexOf('#')
  return hash > 0 && page !== '' && withoutFragment(resolve(trimmed) ?? '') === page ? trimmed.slice(hash + 1) : ''
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] as string
}
