import { createRequire } from 'node:module'
import type { Context, Emitter, FilterImplOptions, Liquid } from 'liquidjs'
import { Unreadable } from '../record.ts'
import type { Values } from './dialect.ts'
import { codeBlock, embedded } from './embeds.ts'

// The only module that imports liquidjs. Loaded late: without a site of Jekyll, no process needs its 1.5 MB.
const require = createRequire(import.meta.url)
const library = (): typeof import('liquidjs') => require('liquidjs')

type Report = (name: string, message: string) => void

/** The context of a post. `urlOf` resolves `{% link … %}` and `{% post_url … %}`. */
export type Surroundings = { readonly warn: Report; readonly urlOf: (file: string) => string }

/** `firstLine` is the line of the file on which the text begins. @throws Unreadable with a line of the file */
export type Evaluate = (text: string, page: Values, firstLine: number, surroundings: Surroundings) => string

/** In characters. No real post comes near these limits; they keep a mistake in one post from stopping all others. */
const LIMITS = { parseLimit: 16_000_000, memoryLimit: 50_000_000 }

/** Limit of tags, outputs, texts and loop iterations in one post. */
const STEPS_MAX = 200_000
const INCLUDES_DEPTH_MAX = 30

/** `includes` has all templates that a post may use, by path. `site` is the variable of this name. */
export function createLiquid(includes: Readonly<Record<string, string>>, site: Values): Evaluate {
  // `templates` replaces the file system: no template reads files.
  const { Liquid } = library()
  const liquid = new Liquid({ templates: includes, cache: true, jekyllInclude: true, timezoneOffset: 0, ...LIMITS })
  let post: Surroundings | undefined
  const report: Report = (...problem) => post?.warn(...problem)
  registerFilters(liquid, site)
  registerInclude(liquid, (name) => report(name, `The site has no include "${name}", so it was removed.`))
  const registerUnknown = (text: string): void => {
    for (const name of unknownTagsIn(text, liquid)) registerPlugin(liquid, name, report)
  }
  registerHighlight(liquid)
  for (const name of ['link', 'post_url']) {
    liquid.registerTag(name, {
      parse(token) {
        this.target = token.args.trim()
      },
      render() {
        return post?.urlOf(this.target)
      },
    })
  }
  Object.values(includes).forEach(registerUnknown)
  return (text, page, firstLine, surroundings) => {
    post = surroundings
    registerUnknown(text)
    return evaluate(liquid, text, { page, site }, firstLine)
  }
}

function registerFilters(liquid: Liquid, { url = '', baseurl = '' }: Values): void {
  const date = liquid.filters.date as Extract<FilterImplOptions, (...args: never[]) => unknown>
  liquid.registerFilter('date', function (value, ...rest) {
    if (value === 'now' || value === 'today')
      throw new Error(`"${value}" is not supported because the page must not depend on the time`)
    return date.call(this, value, ...rest)
  })
  liquid.registerFilter('sample', () => {
    throw new Error('sample is not supported because the page must not depend on chance')
  })
  const relative = (value: unknown) =>
    /^[a-z]+:|^\/\//i.test(String(value)) ? value : `${baseurl}/${value}`.replace(/\/{2,99}/g, '/')
  liquid.registerFilter('relative_url', relative)
  liquid.registerFilter('absolute_url', (value) => (relative(value) === value ? value : `${url}${relative(value)}`))
}

/** `{% highlight ruby %} … {% endhighlight %}`: Liquid is not evaluated in it. */
function registerHighlight(liquid: Liquid): void {
  liquid.registerTag('highlight', {
    parse(_, following) {
      this.code = ''
      for (let token = following.shift(); token; token = following.shift()) {
        const { name } = token as { name?: string }
        if (name === 'endhighlight') return
        if (name !== 'raw' && name !== 'endraw') this.code += token.getText()
      }
      throw new Error('tag {% highlight %} not closed')
    },
    render() {
      return codeBlock(this.code)
    },
  })
}

/** A missing include is reported, and the rest of the post is published. */
function registerInclude(liquid: Liquid, onMissing: (name: string) => void): void {
  let depth = 0
  const counted = class extends library().IncludeTag {
    override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      if (++depth > INCLUDES_DEPTH_MAX)
        throw new Error(`more than ${INCLUDES_DEPTH_MAX} includes are within each other`)
      try {
        yield* super.render(context, emitter)
      } catch (error) {
        const missing = /ENOENT: Failed to lookup "([^"]{1,200})"/.exec((error as Error).message)?.[1]
        if (missing === undefined) throw error
        onMissing(missing)
      } finally {
        depth--
      }
    }
  }
  for (const name of ['include', 'include_cached']) liquid.registerTag(name, counted)
}

/** A tag of a plug-in becomes an embedded player or link, or is removed. Text between two tags stays. */
function registerPlugin(liquid: Liquid, name: string, onWarning: Report): void {
  liquid.registerTag(name, {
    parse(token) {
      const parameters = token.args
        .trim()
        .split(/[\s"']+/)
        .filter(Boolean)
      this.html = embedded({ name, parameters: new Map(Object.entries(parameters)), inner: undefined })
    },
    render() {
      if (this.html === undefined && !name.startsWith('end'))
        onWarning(name, `The tag "${name}" has no meaning in feeds, so it was removed.`)
      return this.html ?? ''
    },
  })
}

const BRANCHES =
  /^(?:else|elsif|when|end(?:if|unless|for|case|capture|comment|raw|highlight|tablerow|block|layout|liquid))$/

function unknownTagsIn(text: string, { tags }: Liquid): string[] {
  const names = [...text.matchAll(/\{%-?\s{0,99}([A-Za-z][\w-]{0,99})/g)].map(([, name = '']) => name)
  return [...new Set(names)].filter((name) => !Object.hasOwn(tags, name) && !BRANCHES.test(name))
}

/** Counts steps in place of liquidjs's time limit, so that the result is the same on every machine. */
function countingContext(liquid: Liquid, scope: object): Context {
  const context = new (library().Context)(scope, liquid.options, { sync: true }, { liquid })
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
    if (!library().LiquidError.is(error)) throw error
    const [row = 1] = error.token.getPosition()
    const message = error.message.replace(/, (?:file|line|col):.*$/s, '')
    throw new Unreadable(
      'template_invalid',
      error.token.file ? `_includes/${error.token.file}, line ${row}` : `line ${firstLine + row - 1}`,
      `The Liquid template cannot be evaluated: ${message}.`,
    )
  }
}
