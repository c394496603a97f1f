import { DomHandler, DomUtils, Parser } from 'htmlparser2'

// The only module that imports htmlparser2.

export type Tree = DomHandler['root']
export type Node = Tree['children'][number]
export type Element = Extract<Node, { readonly attribs: unknown }>

type Text = Extract<Node, { data: string }>

export const { findAll, findOne, textContent } = DomUtils

export function isTag(node: Node): node is Element {
  return 'attribs' in node
}

export function isText(node: Node): node is Text {
  return node.type === 'text'
}

/** More than any article has. The time to parse and to sanitise grows with the square of the depth. */
const DEPTH_MAX = 500

export class TooDeep extends Error {}

class BoundedHandler extends DomHandler {
  override onopentag(name: string, attribs: Record<string, string>): void {
    super.onopentag(name, attribs)
    // The first of the open nodes is the tree itself.
    const depth = this.tagStack.length - 1
    if (depth <= DEPTH_MAX) return
    throw new TooDeep(`The HTML nests at least ${depth} elements; the limit is ${DEPTH_MAX}. Close open elements.`)
  }
}

/** @throws TooDeep */
export function parseTree(html: string): Tree {
  const handler = new BoundedHandler()
  new Parser(handler).end(html)
  return handler.root
}

export function serialise(tree: Tree): string {
  return DomUtils.getOuterHTML(tree, { encodeEntities: 'utf8' })
}

export function elementsOf(parent: Tree | Element): Element[] {
  return parent.children.filter(isTag)
}

/** The first element inside `parent` that has one of the names. */
export function findNamed(parent: Element, ...names: readonly string[]): Element | null {
  return findOne(({ name }) => names.includes(name), parent.children)
}

/** The outermost elements inside `parent` that have one of the names. */
export function outermost(parent: Element, names: readonly string[]): Element[] {
  return elementsOf(parent).flatMap((child) => (names.includes(child.name) ? [child] : outermost(child, names)))
}

export function setChildren(parent: Element, children: readonly Node[]): void {
  children.forEach((child, index) => {
    child.parent = parent
    child.prev = children[index - 1] ?? null
    child.next = children[index + 1] ?? null
  })
  parent.children = [...children]
}

export function setText(element: Element, text: string): void {
  // Parsed as escaped text, because the library does not export its constructors.
  setChildren(element, parseTree(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')).children)
}

export function createElement(name: string, attribs: Readonly<Record<string, string>>): Element {
  const element = parseTree('<i></i>').children[0] as Element
  return Object.assign(element, { name, attribs: { ...attribs } })
}

/**
 * Turns an element into one that the sanitiser discards with everything in it. Taking it out of its parent's list would
 * take quadratic time.
 */
export function dropElement(element: Element): void {
  element.name = 'dropped'
  element.attribs = {}
  element.children = []
}

/** The next or previous sibling that is an element, unless text lies between. */
export function neighbour(element: Element, side: 'next' | 'prev'): Element | undefined {
  let node: Node | null = element[side]
  while (node && ((isText(node) && node.data.trim() === '') || (isTag(node) && node.name === 'dropped'))) {
    node = node[side]
  }
  return node && isTag(node) ? node : undefined
}
