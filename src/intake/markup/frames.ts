import { type MarkupContext, type Rule, webAddress } from './context.ts'
import { isPixel, lazyAddress, showPicture } from './pictures.ts'
import { linkOfFrame, PLAYER_HOSTS } from './players.ts'
import * as dom from './tree.ts'

/** A player becomes what `feeds.embeds` says, any other frame a link. */
export const showFrame: Rule = (element, context) => {
  const src = lazyAddress(element, context.resolve) ?? webAddress(element.attribs.src, context.resolve)
  replaceFrame(element, src, context)
}

/** Facebook's script puts a frame into `<div class="fb-post" data-href="…">`. */
export const SOCIAL = /(?:^|\s)fb-(?:post|video|comment-embed)(?:\s|$)/

export const showSocial: Rule = (element, context) => {
  if (dom.textContent(element).trim() !== '') return
  replaceFrame(element, webAddress(element.attribs['data-href'], context.resolve), context)
}

/** Plug-ins no longer exist: a picture, a player or a link takes their place. */
export const showObject: Rule = (element, context) => {
  const params = dom.elementsOf(element).filter(({ name }) => name === 'param')
  const movie = params.find(({ attribs }) => /^(?:movie|src|url|filename)$/i.test(attribs.name ?? ''))?.attribs.value
  const { data, src } = element.attribs
  const address = data ?? src ?? movie ?? dom.findNamed(element, 'embed')?.attribs.src
  if (/^image\//.test(element.attribs.type ?? '') && address !== undefined) {
    element.attribs = { ...element.attribs, src: address }
    dom.setChildren(element, [])
    showPicture(element, context)
  } else replaceFrame(element, webAddress(address, context.resolve), context)
}

/** Elements in which a link of its own line may stand. */
const FLOW =
  /^(?:div|section|article|aside|header|footer|blockquote|figure|li|dd|td|th|details|main|center|body|amp-iframe|kept|form)$/

function replaceFrame(element: dom.Element, src: string | undefined, context: MarkupContext): void {
  const removed = src === undefined ? 'A frame without a web address' : removedKind(element, src)
  if (src === undefined || removed) {
    context.remove(element, `${removed} was removed`, src ?? element.name)
    return
  }
  const { attribs, parent } = element
  const { hostname } = new URL(src)
  const isPlayer = PLAYER_HOSTS.includes(hostname)
  dom.setChildren(element, [])
  if (isPlayer && context.embeds === 'frame') {
    Object.assign(element, { name: 'iframe', attribs: { ...attribs, src } })
    return
  }
  if (!isPlayer) context.report(`A frame of ${hostname} became a link`, src)
  const link = linkOfFrame(element, src, context.embeds === 'card')
  const isFlow = !parent || !('name' in parent) || FLOW.test(parent.name)
  Object.assign(element, isFlow ? { name: 'p', attribs: {} } : { name: 'a', attribs: link.attribs })
  dom.setChildren(element, isFlow ? [link] : link.children)
}

function removedKind(element: dom.Element, src: string): string | undefined {
  if (/\.swf(?:[?#]|$)/i.test(src)) return 'A Flash film'
  const isHidden = isPixel(element) || /display\s*:\s*none/i.test(element.attribs.style ?? '')
  return isHidden ? 'A hidden frame' : undefined
}
