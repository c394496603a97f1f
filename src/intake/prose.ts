/** A node of parsed HTML (domhandler). */
export type HtmlNode = {
  readonly type: string
  readonly name?: string | undefined
  readonly data?: string | undefined
  readonly attribs?: Readonly<Record<string, string>>
  readonly children?: readonly HtmlNode[]
  readonly prev?: HtmlNode | null
  readonly next?: HtmlNode | null
}

export function textOf(node: HtmlNode): string {
  return textOutside(node, [])
}

/** The text of a node without that of its elements with these names. */
function textOutside(node: HtmlNode, names: readonly string[]): string {
  return nodesIn(node, names)
    .map(({ type, data }) => (type === 'text' ? data : ''))
    .join('')
}

function elementsIn(node: HtmlNode, name: string): HtmlNode[] {
  return nodesIn(node, []).filter((inner) => inner.name === name)
}

/** All nodes below a node, in order, but none in elements with these names. Not recursive: the depth has no limit. */
function nodesIn(node: HtmlNode, without: readonly string[]): HtmlNode[] {
  const nodes: HtmlNode[] = []
  const stack = [...(node.children ?? [])].reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (without.includes(next.name ?? '')) continue
    nodes.push(next)
    for (const child of next.children?.toReversed() ?? []) stack.push(child)
  }
  return nodes
}

/** Whether all words of a node are in elements with these names. */
function isWholly(node: HtmlNode, names: readonly string[]): boolean {
  return !/[\p{L}\p{N}]/u.test(textOutside(node, names)) && /[\p{L}\p{N}]/u.test(textOf(node))
}

export function neighbour(node: HtmlNode, side: 'prev' | 'next'): HtmlNode | undefined {
  let found = node[side]
  while (found && found.type !== 'tag' && !found.data?.trim()) found = found[side]
  return found?.type === 'tag' ? found : undefined
}

function isFragmentLink({ attribs }: HtmlNode): boolean {
  return attribs?.href?.includes('#') === true
}

const BRACKETED = /^[[［〔【].{0,40}[\]］〕】]$|^[(（]?\d{1,3}[)）]$/su
const MARK = /^[*†‡§¶※#↩↑注註]/u
/** An exponent never follows the end of a sentence or a quotation. */
const SENTENCE_END = /[.,;:!?…”»。、！？」]\s*$/u

/** `tonnes<sup>2,3</sup>` */
const SEVERAL = /^\d+(?:[,–-]\s?\d+)+$/

/** A reference to a note: a number or sign, raised or linked, that is no part of the sentence. */
export function isNoteMark(node: HtmlNode): boolean {
  const text = textOf(node).trim()
  const isShort = BRACKETED.test(text) || MARK.test(text)
  if (node.name === 'sup') {
    const before = node.prev?.type === 'text' ? (node.prev.data ?? '') : ''
    const isNumber = SENTENCE_END.test(before)
      ? /^\d[\d,–-]*$/.test(text)
      : /\p{L}$/u.test(before) && SEVERAL.test(text)
    return text === '' || isShort || isWholly(node, ['a']) || isNumber
  }
  const isNumber = /^[\p{L}\d]{1,3}$/u.test(text) && !/^\p{L}{2,}$/u.test(text)
  return (
    (isFragmentLink(node) && (isShort || /^\d{1,3}$/.test(text))) || (isWholly(node, ['sup']) && (isShort || isNumber))
  )
}

/** Places for a table of contents: `[TOC]`, kramdown's `* TOC {:toc}`, `[[_TOC_]]`. */
const CONTENTS_PLACE = /^(?:@?\[{1,2}_{0,2}toc_{0,2}\]{1,2}|(?:toc\s*)?\{:\s*toc[^}]*\}|toc|\\tableofcontents)$/iu
const ADDRESS = /^https?:\/\/\S+$/

/** A table of contents (`contents`) or a list of other links (`links`). */
export function linkListOf(list: HtmlNode): 'contents' | 'links' | undefined {
  if (CONTENTS_PLACE.test(textOf(list).trim())) return 'contents'
  const links = elementsIn(list, 'a')
  if (links.length === 0 || /\p{L}/u.test(textOutside(list, ['a']))) return undefined
  return links.every(isFragmentLink) ? 'contents' : 'links'
}

const HOLDS_BLOCKS = /^(?:p|div|ul|ol|dl|table|pre|figure|blockquote|section|article|h[1-6])$/

/** Whether a paragraph is no prose: an address, links to choose from, a caption, or the heading of a list of links. */
export function isBesideProse(paragraph: HtmlNode): boolean {
  if (paragraph.children?.some(({ name }) => HOLDS_BLOCKS.test(name ?? ''))) return false
  const text = textOf(paragraph).trim()
  if (CONTENTS_PLACE.test(text) || ADDRESS.test(text)) return true
  const links = elementsIn(paragraph, 'a')
  if (isWholly(paragraph, ['a']) && (links.length > 1 || links.every(isFragmentLink))) return true
  return isCaption(paragraph) || isListHeading(paragraph, text)
}

function isCaption(paragraph: HtmlNode): boolean {
  if (!isWholly(paragraph, ['em', 'i', 'small', 'cite'])) return false
  const before = neighbour(paragraph, 'prev')
  const isAfterPicture = before !== undefined && textOf(before).trim() === '' && elementsIn(before, 'img').length > 0
  return isAfterPicture || elementsIn(paragraph, 'img').length > 0
}

function isListHeading(paragraph: HtmlNode, text: string): boolean {
  const next = neighbour(paragraph, 'next')
  if (!next || !['ul', 'ol'].includes(next.name ?? '') || linkListOf(next) === undefined) return false
  return /[:：]$/.test(text) || isWholly(paragraph, ['strong', 'b'])
}
