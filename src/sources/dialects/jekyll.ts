import path from 'node:path'
import { type Dialect, type DialectSettings, mappingIn, type Values } from './dialect.ts'
import { defaultsFor, type JekyllSettings, readJekyllSettings } from './jekyll-settings.ts'
import { createLiquid, type Evaluate } from './liquid.ts'
import { evaluatePermalink, type Permalink } from './permalinks.ts'
import { referenceResolver } from './references.ts'

/** Posts of Jekyll: Liquid, the site's includes and data, defaults and permalinks of `_config.yml`. */
export function jekyll(source: DialectSettings): Dialect {
  const { folder, timeZone, hasUrl } = source
  let settings: Pick<JekyllSettings, 'root' | 'config'> = { root: folder, config: undefined }
  let evaluate: Evaluate = createLiquid({}, {})
  const inSite = (relative: string) => path.posix.join(path.relative(settings.root, folder), relative)

  /** A static permalink stays as it is. */
  const permalinkOf = (values: Values, relative: string): Permalink => {
    const own = typeof values.permalink === 'string' ? values.permalink : undefined
    if (own && !/^\w+$|:[a-z]/.test(own)) return { path: own }
    const file = inSite(relative)
    const template = own ?? (hasUrl ? undefined : templateFor(settings.config, file))
    if (template === undefined) return {}
    const date = values.date ?? dateOf(relative)
    const facts = {
      relative: file,
      date: textOf(date),
      slug: textOf(values.slug),
      categories: categoriesOf(values, file),
    }
    return evaluatePermalink(template, facts, timeZone)
  }

  return {
    refresh: () => {
      const { includes, data, stamps, ...read } = readJekyllSettings(folder)
      settings = read
      evaluate = createLiquid(includes, { ...read.config, data })
      return stamps
    },
    adapt: (written, relative, warn) => {
      const values: Values = { ...defaultsFor(settings.config, inSite(relative)), ...written }
      const { path: url, unknown } = permalinkOf(values, relative)
      if (unknown) warn('permalink_unknown', 0, `The permalink's "${unknown}" has no value: the source's "url" counts.`)
      return {
        title: titleOf(relative),
        date: dateOf(relative),
        updated: values.last_modified_at,
        ...values,
        tags: wordsOf(values.tags),
        categories: wordsOf(values.categories),
        permalink: values.permalink === false ? false : url && withBase(url, settings.config),
      }
    },
    body: (text, page, warn) => {
      const resolve = referenceResolver(source, warn)
      const evaluated = evaluate(text, page.values, page.firstLine, {
        warn: (name, message) => warn('tag_unknown', Math.max(0, text.indexOf(name)), message),
        urlOf: (file) => resolve(file, page, Math.max(0, text.indexOf(file))),
      })
      const separator = textOf(page.values.excerpt_separator ?? settings.config?.excerpt_separator)
      return separator?.trim() ? evaluated.replace(separator, '<!--more-->') : evaluated
    },
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : String(value)
}

/** The template of `_config.yml` for posts, or for the files of a collection. Pages have none. */
function templateFor(config: Values | undefined, relative: string): string | undefined {
  const collection = /(?:^|\/)_(\w+)\//.exec(relative)?.[1]
  if (!config || collection === undefined) return undefined
  const own = mappingIn(mappingIn(config, 'collections'), collection).permalink
  const isPost = collection === 'posts' || collection === 'drafts'
  return String(own ?? (isPost ? (config.permalink ?? 'date') : '/:collection/:path:output_ext'))
}

/** The folders above `_posts` are categories, too. */
function categoriesOf({ categories, category }: Values, relative: string): string[] {
  const folders = /^(.*?)\/?_(?:posts|drafts)\//.exec(relative)?.[1]?.split('/') ?? []
  return [...folders, wordsOf(categories) ?? [], category ?? []].flat().map(String).filter(Boolean)
}

/** Jekyll separates the words of a text by spaces. A text with commas is meant as a list. */
function wordsOf(value: unknown): unknown {
  return typeof value === 'string' && !value.includes(',') ? value.split(/\s+/).filter(Boolean) : value
}

function dateOf(relative: string): string | undefined {
  return /(?:^|\/)(\d{4}-\d{2}-\d{2})-[^/]*$/.exec(relative)?.[1]
}

/** Jekyll's own rule for posts without a title. */
function titleOf(relative: string): string | undefined {
  const slug = /(?:^|\/)\d{4}-\d{2}-\d{2}-([^/]+)\.\w+$/.exec(relative)?.[1]
  return slug?.replace(/(^|-)(\p{L}?)/gu, (_, dash, letter) => (dash && ' ') + letter.toUpperCase())
}

function withBase(url: string, config: Values | undefined): string {
  const base = String(config?.baseurl ?? '').replace(/\/$/, '')
  return url.startsWith('/') && !url.startsWith(`${base}/`) ? base + url : url
}
