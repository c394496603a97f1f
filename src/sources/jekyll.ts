import path from 'node:path'
import { Context, type FilterImplOptions, Liquid, LiquidError } from 'liquidjs'
import { parse } from 'yaml'
import { AppError } from '../domain/errors.ts'
import { filesIn } from './files.ts'
import { Unreadable } from './record.ts'

// The one module that knows liquidjs.

/** What Jekyll makes of a post before Markdown: Liquid evaluated, kramdown's attribute lists taken out. */
export type Jekyll = {
  /** Reads `_data` anew. Another text than before means that every post may read otherwise. */
  refresh(): string
  /** @throws Unreadable with a line of the file, in which the body begins on `firstLine` */
  body(text: string, page: Readonly<Record<string, unknown>>, firstLine: number): string
}

/** A slip in one post must not stop the others: bounds that no real post comes near, in characters. */
const LIMITS = { parseLimit: 16_000_000, memoryLimit: 50_000_000 }

/** Tags, outputs, texts and rounds of loops that one post may take. */
const STEPS_MAX = 200_000

/** `linkTo` tells where a post is shown, by its path below `root`, or by its name without folder and ending. */
export function jekyll(root: string, linkTo: (post: string) => string | undefined): Jekyll {
  // Templates come from nowhere: `{% include %}` reaches no file.
  const liquid = new Liquid({ templates: {}, jekyllInclude: true, timezoneOffset: 0, ...LIMITS })
  const date = liquid.filters.date as Extract<FilterImplOptions, (...args: never[]) => unknown>
  liquid.registerFilter('date', function (value, ...rest) {
    if (value === 'now' || value === 'today')
      throw new Error(`"${value}" is not known: a post reads the same whenever it is read`)
    return date.call(this, value, ...rest)
  })
  liquid.registerFilter('sample', () => {
    throw new Error('sample is not known: a post reads the same whenever it is read')
  })
  let data: object = {}
  return {
    refresh: () => {
      const files = [...filesIn(path.join(root, '_data'), /\.(ya?ml|json)$/)].map((found) => {
        if (!('problem' in found)) return found
        throw new AppError('source_missing', `_data/${found.relative}: ${found.problem.message}`)
      })
      data = nested(files.map(({ relative, read }) => [relative, yamlIn(relative, read())]))
      return files.map(({ relative, stamp }) => `${relative} ${stamp.modified} ${stamp.size}`).join('\n')
    },
    body: (text, page, firstLine) => {
      const markdown = linked(fenced(text), linkTo, firstLine)
      return withoutAttributeLists(evaluated(liquid, markdown, { page, site: { data } }, firstLine))
    },
  }
}

// Quantifiers are bounded: a regular expression must not look through the rest of a file once for each of its characters.
const HIGHLIGHT = /\{%-?\s{0,99}highlight\s{1,99}([\w+#.-]{1,99})[^%]{0,999}%\}\n?/g
const ENDHIGHLIGHT = /\{%-?\s{0,99}endhighlight\s{0,99}-?%\}/g

/** `{% highlight ruby %} … {% endhighlight %}` becomes a fenced block. Code is code: nothing in it is evaluated. */
function fenced(text: string): string {
  const parts: string[] = []
  let end = 0
  for (const [whole, language] of matchesFrom(text, HIGHLIGHT, () => end)) {
    const begin = HIGHLIGHT.lastIndex
    ENDHIGHLIGHT.lastIndex = begin
    const closing = ENDHIGHLIGHT.exec(text)
    if (!closing) break
    const code = text.slice(begin, closing.index).trimEnd()
    const longest = code.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 2) ?? 2
    const fence = '`'.repeat(longest + 1)
    parts.push(text.slice(end, begin - whole.length), `${fence}${language}\n{% raw %}${code}{% endraw %}\n${fence}`)
    end = ENDHIGHLIGHT.lastIndex
  }
  return parts.join('') + text.slice(end)
}

/** The matches of a global expression, each from where `from` says. */
function* matchesFrom(text: string, expression: RegExp, from: () => number): Generator<RegExpExecArray> {
  for (;;) {
    expression.lastIndex = from()
    const match = expression.exec(text)
    if (!match) return
    yield match
  }
}

function linked(text: string, linkTo: (post: string) => string | undefined, firstLine: number): string {
  return text.replace(
    /\{%-?\s{0,99}(?:link|post_url)\s{1,99}(\S{1,999}?)\s{0,99}-?%\}/g,
    (tag, post: string, offset: number) => {
      const url = linkTo(post)
      if (url !== undefined) return url
      throw new Unreadable(
        'template_invalid',
        `line ${lineAt(text, offset, firstLine)}`,
        `${tag} names no post of this source.`,
      )
    },
  )
}

function lineAt(text: string, offset: number, firstLine: number): number {
  return firstLine + text.slice(0, offset).split('\n').length - 1
}

/** liquidjs asks its render limit at each step, with the time: counted instead, the answer is the same on every machine. */
function countingContext(liquid: Liquid, scope: object): Context {
  const context = new Context(scope, liquid.options, { sync: true }, { liquid })
  let steps = 0
  context.renderLimit.check = () => {
    if (++steps > STEPS_MAX) throw new Error(`it takes more than ${STEPS_MAX} steps`)
  }
  return context
}

function evaluated(liquid: Liquid, text: string, scope: object, firstLine: number): string {
  try {
    return liquid.renderSync(liquid.parse(text), countingContext(liquid, scope))
  } catch (error) {
    if (!LiquidError.is(error)) throw error
    const [row = 1] = error.token.getPosition()
    const message = error.message.replace(/, (?:file|line|col):.*$/s, '')
    throw new Unreadable(
      'template_invalid',
      `line ${firstLine + row - 1}`,
      `The Liquid template cannot be evaluated: ${message}.`,
    )
  }
}

// CommonMark §4.5: a fence ends with one of the same character that is no shorter, or with the text.
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/
const FENCE_END = /^ {0,3}(`{3,}|~{3,})[ \t]*$/

/** kramdown: `{: .note #id}` on a line of its own, or behind what it is about; fenced code is left alone. */
function withoutAttributeLists(text: string): string {
  let fence = ''
  return text
    .split('\n')
    .map((line) => {
      if (fence === '') {
        fence = FENCE.exec(line)?.[1] ?? ''
        return fence === '' ? withoutLists(line) : line
      }
      if (FENCE_END.exec(line)?.[1]?.startsWith(fence)) fence = ''
      return line
    })
    .join('\n')
}

function withoutLists(line: string): string {
  if (!line.includes('{:')) return line
  return line.replace(/^[ \t]*\{:[^{}]*\}[ \t]*$|(?<=[)\]*_`])\{:[^{}]*\}/g, '')
}

/** `locales/uk.yml` is `site.data.locales.uk`. */
function nested(entries: readonly (readonly [string, unknown])[]): object {
  const data: Record<string, unknown> = Object.create(null)
  for (const [file, value] of entries) {
    const keys = file.replace(/\.\w+$/, '').split('/')
    const last = keys.pop() as string
    let place = data
    for (const key of keys) {
      if (!Object.hasOwn(place, key)) place[key] = Object.create(null)
      place = place[key] as Record<string, unknown>
    }
    // `home.yml` beside `home/`: both are `site.data.home`.
    place[last] =
      typeof value === 'object' && Object.hasOwn(place, last) ? { ...value, ...(place[last] as object) } : value
  }
  return data
}

function yamlIn(file: string, bytes: Uint8Array): unknown {
  try {
    return parse(new TextDecoder().decode(bytes))
  } catch (error) {
    throw new AppError(
      'source_missing',
      `_data/${file} cannot be read: ${(error as Error).message.split('\n', 1)[0]}`,
      {},
      { cause: error },
    )
  }
}
