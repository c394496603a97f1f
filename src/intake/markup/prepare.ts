import type { Embeds } from '../../domain/site.ts'
import { createReport, type MarkupContext, makeAbsolute, type Removal, type Resolve, type Rule } from './context.ts'
import { becomeCode, FORMULA, isTexScript, keepOneFormula, keepPresentation } from './formulas.ts'
import { createFragments } from './fragments.ts'
import { SOCIAL, showFrame, showObject, showSocial } from './frames.ts'
import { completePicture, lazyAddress, loadLazily, showPicture, unwrapNoscript } from './pictures.ts'
import * as dom from './tree.ts'

export type Prepared = { readonly tree: dom.Tree; readonly removals: readonly Removal[] }

/**
 * Rewrites what a browser with scripts would show, and a feed reader would not: lazy pictures, frames, formulas, forms.
 * The result is not safe yet.
 * @throws TooDeep
 */
export function prepareMarkup(html: string, resolve: Resolve, idPrefix: string, embeds: Embeds): Prepared {
  const tree = dom.parseTree(html)
  const { report, removals } = createReport()
  const remove: MarkupContext['remove'] = (element, kind, example) => {
    report(kind, example)
    dom.dropElement(element)
  }
  const context: MarkupContext = { resolve, embeds, report, remove, lazyPictures: new Set() }
  const fragments = createFragments(resolve)
  const visit = (parent: dom.Tree | dom.Element): void => {
    for (const element of parent.children) {
      if (!dom.isTag(element)) continue
      element.name = element.name.replace(/^(?:m|mml):/, '')
      ruleOf(element, resolve)?.(element, context)
      fragments.visit(element)
      makeAbsolute(element, resolve)
      visit(element)
    }
  }
  visit(tree)
  fragments.connect(idPrefix)
  return { tree, removals: removals() }
}

function ruleOf(element: dom.Element, resolve: Resolve): Rule | undefined {
  const { name, attribs } = element
  if (isHidden(element, resolve)) return removeHidden
  if (name === 'mjx-container') return keepOneFormula
  if (attribs.class !== undefined) {
    if (FORMULA.test(attribs.class)) return keepOneFormula
    if (SOCIAL.test(attribs.class)) return showSocial
    if (attribs.class.includes('MathJax_Preview')) return dom.dropElement
  }
  return RULES.get(name)
}

/** MediaWiki hides MathML beside a picture of it, and scripts show lazy pictures. */
function isHidden(element: dom.Element, resolve: Resolve): boolean {
  const { hidden, style } = element.attribs
  const isMarked = (hidden !== undefined && hidden !== 'until-found') || /display\s*:\s*none/i.test(style ?? '')
  if (!isMarked || REPLACED.has(element.name)) return false
  const showsFormula = element.name === 'math' || dom.findNamed(element, 'math') !== null
  return lazyAddress(element, resolve) === undefined && !showsFormula
}

/** Scripts and styles are expected to be hidden; frames and objects report themselves. */
const REPLACED = new Set(['script', 'style', 'iframe', 'frame', 'object', 'embed', 'input', 'template'])

const removeHidden: Rule = (element, { remove }) =>
  remove(element, 'A hidden element was removed', dom.textContent(element))

const removeWithText: Rule = (element, { remove }) =>
  remove(element, `The element "${element.name}" was removed`, element.attribs.src || dom.textContent(element))

const PROSE = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'dl', 'table', 'blockquote', 'figure', 'pre']

/** A control's words go with it, unless they are prose, a picture or a task's text. */
const removeControl: Rule = (element, context) => {
  const hasTask = isTask(dom.findNamed(element, 'input'))
  const isPicture = dom.findNamed(element, 'img', 'picture') !== null && dom.textContent(element).trim() === ''
  if (!hasTask && !isPicture && dom.findNamed(element, ...PROSE) === null) removeWithText(element, context)
}

/** The check box of a task in a list. */
function isTask(input: dom.Element | null): boolean {
  if (input?.attribs.type?.toLowerCase() !== 'checkbox') return false
  for (let node = input.parent; node && 'name' in node; node = node.parent) if (node.name === 'li') return true
  return false
}

const showTask: Rule = (element, context) => {
  if (!isTask(element)) return removeWithText(element, context)
  const isDone = element.attribs.checked !== undefined
  Object.assign(element, { name: 'kept', attribs: {} })
  dom.setText(element, isDone ? '☑' : '☐')
}

const removeScript: Rule = (element, context) => {
  if (isTexScript(element)) becomeCode(element, dom.textContent(element))
  else removeWithText(element, context)
}

/** The words inside are for browsers that play nothing. */
const showMedium: Rule = (element, context) => {
  loadLazily(element, context)
  element.name = element.name.replace('amp-', '')
  if (element.attribs.src === undefined && dom.findNamed(element, 'source') === null) return
  for (const child of element.children) {
    if (dom.isText(child)) child.data = ''
    else if (dom.isTag(child) && !['source', 'track', 'a', 'img'].includes(child.name)) dom.dropElement(child)
  }
}

/** A form's prose stays. */
const openForm: Rule = (element) => {
  if (dom.findNamed(element, ...PROSE) !== null) element.name = 'div'
}

function renameTo(name: string): Rule {
  return (element) => {
    element.name = name
  }
}

const rulesFor = (names: string, rule: Rule) => names.split(' ').map((name) => [name, rule] as const)

const RULES: ReadonlyMap<string, Rule> = new Map([
  ...rulesFor('style svg canvas template dialog textarea select option datalist progress meter', removeWithText),
  ...rulesFor('title noembed noframes frameset applet xmp', removeWithText),
  ...rulesFor('button label legend', removeControl),
  ...rulesFor('iframe frame amp-iframe', showFrame),
  ...rulesFor('object embed', showObject),
  ...rulesFor('img amp-img', showPicture),
  ...rulesFor('audio video amp-audio amp-video', showMedium),
  // Unknown elements go without their end: words before and after would become one.
  ...rulesFor('center main nav hgroup search', renameTo('div')),
  ...rulesFor('menu dir', renameTo('ul')),
  ...rulesFor('form fieldset', openForm),
  ['script', removeScript],
  ['input', showTask],
  ['source', loadLazily],
  ['picture', completePicture],
  ['noscript', unwrapNoscript],
  ['math', keepPresentation],
  ['strike', renameTo('s')],
  ['tt', renameTo('code')],
  ['acronym', renameTo('abbr')],
])
