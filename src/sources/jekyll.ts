import path from 'node:path'
import { type FilterImplOptions, Liquid, LiquidError } from 'liquidjs'
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

/** A slip in one post must not stop the others: bounds that no real post comes near. */
const LIMITS = { parseLimit: 16_000_000, memoryLimit: 50_000_000, templateLimit: 200_000 }

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

/** `{% highlight ruby %} … {% endhighlight %}` becomes a fenced block. Code is code: nothing in it is evaluated. */
function fenced(text: string): string {
  return text.replace(
    /\{%-?\s*highlight\s+([\w+#.-]+)[^%]*%\}\n?(.*?)\s*\{%-?\s*endhighlight\s*-?%\}/gs,
    (_whole, language: string, code: string) => {
      const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([run]) => run.length + 1)))
      return `${fence}${language}\n{% raw %}${code}{% endraw %}\n${fence}`
    },
  )
}

function linked(text: string, linkTo: (post: string) => string | undefined, firstLine: number): string {
  return text.replace(/\{%-?\s*(?:link|post_url)\s+(\S+?)\s*-?%\}/g, (tag, post: string, offset: number) => {
    const url = linkTo(post)
    if (url !== undefined) return url
    throw new Unreadable(
      'template_invalid',
      `line ${lineAt(text, offset, firstLine)}`,
      `${tag} names no post of this source.`,
    )
  })
}

function lineAt(text: string, offset: number, firstLine: number): number {
  return firstLine + text.slice(0, offset).split('\n').length - 1
}

function evaluated(liquid: Liquid, text: string, scope: object, firstLine: number): string {
  try {
    return liquid.parseAndRenderSync(text, scope)
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

/** kramdown: `{: .note #id}` on a line of its own, or behind what it is about; fenced code is left alone. */
function withoutAttributeLists(text: string): string {
  return text
    .split(/(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[ \t]*$)/m)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/^[ \t]*\{:[^}\n]*\}[ \t]*$|(?<=[)\]*_`])\{:[^}\n]*\}/gm, ''),
    )
    .join('')
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
