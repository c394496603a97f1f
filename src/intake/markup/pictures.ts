import { absoluteSrcset, type MarkupContext, type Resolve, type Rule, webAddress } from './context.ts'
import * as dom from './tree.ts'

/** Attributes from which scripts load a picture: `data-src`, `data-lazy-src`, `data-original`. Their `src` is a placeholder. */
const LAZY_SRC =
  /^(?:data-(?!.*(?:thumb|placeholder|low|blur))(?:[a-z0-9]+[-_])*[a-z]*src|data-(?:lazy|original|echo)|lazy-?src)$/
const LAZY_SRCSET = /^data-(?!.*(?:thumb|placeholder|low|blur))(?:[a-z0-9]+[-_])*srcset$/

/** The address that a script would load, absolute. */
export function lazyAddress({ attribs }: dom.Element, resolve: Resolve): string | undefined {
  for (const [name, value] of Object.entries(attribs)) {
    // Other values of such attributes are JSON.
    const url = LAZY_SRC.test(name) && !/^[{[]/.test(value) ? webAddress(value, resolve) : undefined
    if (url !== undefined) return url
  }
  return undefined
}

/** Audio, video and their sources: the address that a script would load comes first. */
export const loadLazily: Rule = (element, { resolve }) => {
  const src = lazyAddress(element, resolve)
  if (src !== undefined) element.attribs.src = src
  const srcset = lazySrcset(element, resolve)
  if (srcset !== '') element.attribs.srcset = srcset
}

function lazySrcset({ attribs }: dom.Element, resolve: Resolve): string {
  const name = Object.keys(attribs).find((key) => LAZY_SRCSET.test(key))
  return name === undefined ? '' : absoluteSrcset(attribs[name] as string, resolve)
}

/** A picture's address is its script's, its own, or the first of its `srcset`. */
export const showPicture: Rule = (element, context) => {
  element.name = 'img'
  const { attribs } = element
  const lazy = lazyAddress(element, context.resolve)
  if (lazy !== undefined) context.lazyPictures.add(lazy)
  const src = addressOf(element, context.resolve)
  loadLazily(element, context)
  if (src !== undefined) attribs.src = src
  else context.remove(element, 'A picture without a web address was removed', attribs.src || attribs.alt || '')
}

function addressOf(image: dom.Element, resolve: Resolve): string | undefined {
  return lazyAddress(image, resolve) ?? webAddress(image.attribs.src, resolve) ?? firstCandidate(image, resolve)
}

function firstCandidate(element: dom.Element, resolve: Resolve): string | undefined {
  const srcset = lazySrcset(element, resolve) || absoluteSrcset(element.attribs.srcset ?? '', resolve)
  return srcset === '' ? undefined : srcset.split(/,? /, 1)[0]
}

/** HTML Living Standard §4.8.1: a `picture` shows nothing without its `img`, so that gets the first source's address. */
export const completePicture: Rule = (element, { resolve }) => {
  const image = dom.findNamed(element, 'img', 'amp-img')
  if (image && addressOf(image, resolve) !== undefined) return
  const sources = dom.elementsOf(element).filter(({ name }) => name === 'source')
  const src = sources.map((source) => firstCandidate(source, resolve)).find(Boolean)
  if (src === undefined) return
  if (image) image.attribs.src = src
  else dom.setChildren(element, [...element.children, dom.createElement('img', { src })])
}

const MEDIA = ['img', 'amp-img', 'picture', 'video', 'audio', 'iframe', 'embed', 'object']

/** Feed readers run no scripts: pictures and frames stay, unless the picture beside them is the same. Text is for browsers. */
export const unwrapNoscript: Rule = (element, { resolve, lazyPictures }) => {
  const isLazy = (sibling: dom.Element | undefined): boolean =>
    sibling !== undefined && hasLazyPicture(sibling, resolve, lazyPictures)
  const isRepeated = isLazy(dom.neighbour(element, 'prev')) || isLazy(dom.neighbour(element, 'next'))
  const isShown = (medium: dom.Element): boolean =>
    !isPixel(medium) &&
    !(isRepeated && ['img', 'picture'].includes(medium.name)) &&
    !lazyPictures.has(webAddress(medium.attribs.src, resolve) ?? '')
  // The serialiser writes the text of a `noscript` unescaped.
  element.name = 'kept'
  element.attribs = {}
  dom.setChildren(element, dom.outermost(element, MEDIA).filter(isShown))
}

const PICTURE_WRAPPERS = ['img', 'amp-img', 'picture', 'figure', 'a', 'span']

function hasLazyPicture(sibling: dom.Element, resolve: Resolve, lazyPictures: MarkupContext['lazyPictures']): boolean {
  if (!PICTURE_WRAPPERS.includes(sibling.name)) return false
  const image = sibling.name === 'img' ? sibling : dom.findNamed(sibling, 'img', 'source')
  if (!image) return false
  return lazyPictures.has(image.attribs.src ?? '') || lazyAddress(image, resolve) !== undefined
}

/** Counts readers and shows nothing. */
export function isPixel({ attribs }: dom.Element): boolean {
  return /^[01](?:px)?$/.test(attribs.width ?? '') && /^[01](?:px)?$/.test(attribs.height ?? '')
}
