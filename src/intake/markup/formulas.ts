import type { Rule } from './context.ts'
import * as dom from './tree.ts'

/** Classes of KaTeX, MathJax 2 and MediaWiki. MathJax 3 and later use the element `mjx-container`. */
export const FORMULA = /(?:^|\s)(?:katex|katex-display|MathJax|MathJax_(?:Display|CHTML|SVG)|mwe-math-element)(?:\s|$)/

/** A formula that a library has written twice or three times. Only its MathML stays, or else its TeX. */
export const keepOneFormula: Rule = (container) => {
  const script = dom.neighbour(container, 'next')
  const hasScript = script !== undefined && isTexScript(script)
  const math = dom.findNamed(container, 'math', 'm:math', 'mml:math') ?? mathInAttribute(container)
  if (math) dom.setChildren(container, [math])
  if (hasScript) dom.dropElement(math ? script : container)
  if (math || hasScript) return
  const tex = dom.findOne(({ attribs }) => Boolean(attribs['data-latex']), [container])?.attribs['data-latex']
  if (tex) becomeCode(container, tex)
}

/** MathJax 2 has the MathML in an attribute. */
function mathInAttribute(container: dom.Element): dom.Element | null {
  const holder = dom.findOne(({ attribs }) => Boolean(attribs['data-mathml']), [container])
  const mathml = holder?.attribs['data-mathml'] ?? ''
  if (mathml === '' || mathml.length > MATHML_MAX_CHARACTERS) return null
  return dom.findOne(({ name }) => name === 'math', dom.parseTree(mathml).children)
}

/** Bounds the depth of a tree that is put into another one. */
const MATHML_MAX_CHARACTERS = 10_000

/** Keeps Presentation MathML without its annotations; Content MathML becomes its TeX. */
export const keepPresentation: Rule = (math, { remove }) => {
  const isPresentation = ({ name }: dom.Element): boolean => /^(?:m|mml:m|m:m)(?:i|n|o|s|text|space|table)$/.test(name)
  const annotations = dom.findAll(({ name }) => /(?:^|:)annotation(?:-xml)?$/.test(name), math.children)
  const tex = annotations.find(({ attribs }) => /tex/i.test(attribs.encoding ?? ''))
  const presentation = annotations.find(({ attribs }) => /presentation/i.test(attribs.encoding ?? ''))
  const source = tex ? dom.textContent(tex) : math.attribs.alttext
  if (presentation) dom.setChildren(math, presentation.children)
  else for (const annotation of annotations) dom.dropElement(annotation)
  if (dom.findOne(isPresentation, math.children)) return
  if (source?.trim()) becomeCode(math, source)
  else remove(math, 'A formula that is not Presentation MathML was removed', dom.textContent(math))
}

/** MathJax 2 and kramdown: `<script type="math/tex">`. */
export function isTexScript({ name, attribs }: dom.Element): boolean {
  return name === 'script' && /^\s*math\/tex/i.test(attribs.type ?? '')
}

export function becomeCode(element: dom.Element, tex: string): void {
  element.name = 'code'
  element.attribs = {}
  dom.setText(element, tex.replace(/^\s*% <!\[CDATA\[|%?\]\]>\s*$/g, '').trim())
}
