import path from 'node:path'
import { Context, type FilterImplOptions, Liquid, LiquidError } from 'liquidjs'
import { parse } from 'yaml'
import { AppError } from '../domain/errors.ts'
import { filesIn } from './files.ts'
import { Unreadable } from './record.ts'

// The only module that imports liquidjs.

/** Prepares a Jekyll post for Markdown: evaluates Liquid. */
export type Jekyll = {
  /** Reads `_data` again. If the result differs from the last one, every post may have changed. */
  refresh(): string
  /** `firstLine` is the line of the file on which the body begins. @throws Unreadable with a line of the file */
  body(text: string, page: Readonly<Record<string, unknown>>, firstLine: number): string
}

/** In characters. No real post comes near these limits; they keep a mistake in one post from stopping all others. */
const LIMITS = { parseLimit: 16_000_000, memoryLimit: 50_000_000 }

/** Limit of tags, outputs, texts and loop iterations in one post. */
const STEPS_MAX = 200_000

/** `urlOfPost` takes a post's path below `root`, or its name without folder and extension. */
export function jekyll(root: string, urlOfPost: (post: string) => string | undefined): Jekyll {
  // No templates: `{% include %}` must not read files.
  const liquid = new Liquid({ templates: {}, jekyllInclude: true, timezoneOffset: 0, ...LIMITS })
  const date = liquid.filters.date as Extract<FilterImplOptions, (...args: never[]) => unknown>
  liquid.registerFilter('date', function (value, ...rest) {
    if (value === 'now' || value === 'today')
      throw new Error(`"${value}" is not supported because the page must not depend on the time`)
    return date.call(this, value, ...rest)
  })
  liquid.registerFilter('sample', () => {
    throw new Error('sample is not supported because the page must not depend on chance')
  })
  let data: object = {}
  return {
    refresh: () => {
      const files = [...filesIn(path.join(root, '_data'), /\.(ya?ml|json)$/)].map((found) => {
        if (!('problem' in found)) return found
        throw new AppError('source_missing', `_data/${found.relative}: ${found.problem.message}`)
      })
      data = nestByPath(files.map(({ relative, read }) => [relative, parseDataFile(relative, read())]))
      return files.map(({ relative, stamp }) => `${relative} ${stamp.modified} ${stamp.size}`).join('\n')
    },
    body: (text, page, firstLine) => {
      const markdown = resolveLinks(fenceHighlights(text), urlOfPost, firstLine)
      return evaluate(liquid, markdown, { page, site: { data } }, firstLine)
    },
  }
}

// Quantifiers are bounded because unbounded ones take quadratic time.
const HIGHLIGHT = /\{%-?\s{0,99}highlight\s{1,99}([\w+#.-]{1,99})[^%]{0,999}%\}\n?/g
const ENDHIGHLIGHT = /\{%-?\s{0,99}endhighlight\s{0,99}-?%\}/g

/** Turns `{% highlight ruby %} … {% endhighlight %}` into a fenced block, in which Liquid is not evaluated. */
function fenceHighlights(text: string): string {
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

/** Yields the matches of a global expression. Each search begins at `nextStart()`. */
function* matchesFrom(text: string, expression: RegExp, nextStart: () => number): Generator<RegExpExecArray> {
  for (;;) {
    expression.lastIndex = nextStart()
    const match = expression.exec(text)
    if (!match) return
    yield match
  }
}

function resolveLinks(text: string, urlOfPost: (post: string) => string | undefined, firstLine: number): string {
  return text.replace(
    /\{%-?\s{0,99}(?:link|post_url)\s{1,99}(\S{1,999}?)\s{0,99}-?%\}/g,
    (tag, post: string, offset: number) => {
      const url = urlOfPost(post)
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

/** Counts steps in place of liquidjs's time limit, so that the result is the same on every machine. */
function countingContext(liquid: Liquid, scope: object): Context {
  const context = new Context(scope, liquid.options, { sync: true }, { liquid })
  let steps = 0
  context.renderLimit.check = () => {
    if (++steps > STEPS_MAX) throw new Error(`it takes more than ${STEPS_MAX} steps`)
  }
  return context
}

function evaluate(liquid: Liquid, text: string, scope: object, firstLine: number): string {
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

/** The file `locales/uk.yml` becomes `site.data.locales.uk`. */
function nestByPath(entries: readonly (readonly [string, unknown])[]): object {
  const data: Record<string, unknown> = Object.create(null)
  for (const [file, value] of entries) {
    const keys = file.replace(/\.\w+$/, '').split('/')
    const name = keys.pop() as string
    let parent = data
    for (const key of keys) {
      if (!Object.hasOwn(parent, key)) parent[key] = Object.create(null)
      parent = parent[key] as Record<string, unknown>
    }
    // `home.yml` and the folder `home/` are merged into `site.data.home`.
    parent[name] =
      typeof value === 'object' && Object.hasOwn(parent, name) ? { ...value, ...(parent[name] as object) } : value
  }
  return data
}

function parseDataFile(file: string, bytes: Uint8Array): unknown {
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
