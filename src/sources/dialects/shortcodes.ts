import { Unreadable } from '../record.ts'
import { lineAt, type Page, type Warn } from './dialect.ts'

/** Positional parameters have the keys `0`, `1`, … */
export type Parameters = ReadonlyMap<string, string>

/** A use of a shortcode. `inner` is the expanded text between its tags. */
export type Call = {
  readonly name: string
  readonly parameters: Parameters
  readonly inner: string | undefined
  readonly offset: number
}

/** Answers `undefined` for an unknown shortcode: the text between its tags stays, and a single one is removed. */
export type Render = (call: Call) => string | undefined

/**
 * Matches a tag. Groups: `literal` is text that shows the tag, `close` is a closing tag (which closes any shortcode if
 * there is no `name`), `single` a tag that has no closing tag.
 */
export type TagSyntax = { readonly tag: RegExp; readonly parameter: RegExp }

/** No article nests deeper. The limit bounds how often a text is copied. */
const DEPTH_MAX = 50

/** Quantifiers are bounded because unbounded ones take quadratic time. */
export const QUOTED = '"(?:[^"\\\\]|\\\\.){0,4000}"|`[^`]{0,4000}`|\'[^\']{0,4000}\''

export function expandShortcodes(
  text: string,
  { tag: syntax, parameter }: TagSyntax,
  render: Render,
  page: Page,
  warn: Warn,
): string {
  const tags = [...text.matchAll(syntax)]
  const paired = pairedTags(tags)
  const frames: { readonly tag: RegExpExecArray; readonly parts: string[] }[] = []
  const root: string[] = []
  const append = (part: string) => (frames.at(-1)?.parts ?? root).push(part)
  const expand = (tag: RegExpExecArray, end: number, inner?: string): string => {
    const { name = '', parameters = '' } = tag.groups ?? {}
    const html = render({ name, parameters: parametersOf(parameters, parameter), inner, offset: tag.index })
    if ((html ?? inner) === undefined)
      warn('shortcode_unknown', tag.index, `The shortcode "${name}" has no meaning in feeds, so it was removed.`)
    const result = html ?? inner ?? ''
    // Without an empty line, CommonMark takes the next line for a part of the HTML.
    return result.startsWith('<') && isAlone(text, tag.index, end) ? `${result}\n` : result
  }
  let end = 0
  for (const tag of tags) {
    append(text.slice(end, tag.index))
    end = tag.index + tag[0].length
    const { literal, close } = tag.groups ?? {}
    if (literal !== undefined) append(tag[0].replace('/*', '').replace(/\*\/(?=[^/]{2,3}$)/, ''))
    else if (close !== undefined) {
      const frame = paired.has(tag) && frames.pop()
      if (frame) append(expand(frame.tag, end, frame.parts.join('')))
    } else if (!paired.has(tag)) append(expand(tag, end))
    else if (frames.push({ tag, parts: [] }) > DEPTH_MAX) {
      const place = `line ${lineAt(text, tag.index, page.firstLine)}`
      throw new Unreadable('template_invalid', place, `More than ${DEPTH_MAX} shortcodes are within each other.`)
    }
  }
  append(text.slice(end))
  return root.join('')
}

/** The tags that open and close something. Tags that are open when an outer one closes are single. */
function pairedTags(tags: readonly RegExpExecArray[]): ReadonlySet<RegExpExecArray> {
  const paired = new Set<RegExpExecArray>()
  const open: RegExpExecArray[] = []
  const openByName = new Map<string | undefined, number>()
  const count = (name: string | undefined, by: number) => openByName.set(name, (openByName.get(name) ?? 0) + by)
  for (const tag of tags) {
    const { name, literal, close, single } = tag.groups ?? {}
    if (close === undefined && literal === undefined && !single) {
      open.push(tag)
      count(name, 1)
    }
    if (close === undefined || (name && !openByName.get(name))) continue
    for (let last = open.pop(); last; last = open.pop()) {
      count(last.groups?.name, -1)
      if (name && name !== last.groups?.name) continue
      paired.add(last).add(tag)
      break
    }
  }
  return paired
}

function parametersOf(written: string, expression: RegExp): Parameters {
  let position = 0
  const entries = [...written.matchAll(expression)].map(({ groups }) => {
    const { name, value = '' } = groups ?? {}
    const quote = /^["'`]/.test(value) ? value[0] : ''
    const plain = quote ? value.slice(1, -1) : value
    const text = quote === '"' ? plain.replace(/\\(.)/gs, (_, sign) => (sign === 'n' ? '\n' : sign)) : plain
    return [name ?? String(position++), text] as const
  })
  return new Map(entries)
}

function isAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 40), start)
  return /(?:^|\n)[ \t]*$/.test(before) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(end, end + 40))
}
