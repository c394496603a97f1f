import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { canonicalLanguage } from '../../domain/language.ts'
import type { MarkdownSource } from '../../domain/sources.ts'
import { unlessAbsent } from '../../sources/folder-entries.ts'

/** A site generator, and what its defaults say of a site. */
export type Generator = {
  readonly name: string
  readonly dialect: MarkdownSource['dialect']
  /** The path of its file of settings, and a text in it if other generators have a file of this name. */
  readonly settings: RegExp
  readonly sign?: RegExp
  /** The folders of articles. */
  readonly content?: RegExp
  /** The folders, with `{lang}`, to which ids and addresses are relative; by default the deepest with most articles. */
  readonly roots?: RegExp
  /** The folders of a path that its address does not have. */
  readonly unaddressed?: RegExp
  /** The end of an address. */
  readonly tail?: string
  /** Whether the addresses of the default language have no language. */
  readonly isDefaultAtRoot?: boolean
}

const CONTENT = { content: /^content\//, unaddressed: /^content\// }
// https://docusaurus.io/docs/i18n/tutorial#translate-your-react-code
const DOCUSAURUS = /^(?:blog|docs|i18n\/\{lang\}\/docusaurus-plugin-content-(?:blog|docs\/current))(?=\/|$)/

/** The first whose settings are found. */
const GENERATORS: readonly Generator[] = [
  {
    ...{ name: 'Hugo', dialect: 'hugo', sign: /\bbaseURL/i, ...CONTENT, isDefaultAtRoot: true },
    settings: /^(?:config\/_default\/)?(?:hugo|config)\.(?:toml|ya?ml|json)$/,
  },
  {
    ...{ name: 'Zola', dialect: 'zola', settings: /^(?:config|zola)\.toml$/, sign: /^base_url/m },
    ...{ ...CONTENT, isDefaultAtRoot: true },
  },
  {
    ...{ name: 'Hexo', dialect: 'plain', settings: /^_config\.yml$/, sign: /^(?:new_post_name|post_asset_folder):/m },
    ...{ content: /^source\//, unaddressed: /^source\//, tail: '{yyyy}/{mm}/{dd}/{slug}/' },
  },
  {
    ...{ name: 'Jekyll', dialect: 'jekyll', settings: /^(?:\w+\/)?_config\.ya?ml$/ },
    tail: '{yyyy}/{mm}/{dd}/{slug}.html',
  },
  {
    ...{ name: 'Docusaurus', dialect: 'docusaurus', settings: /^docusaurus\.config\.[cm]?[jt]s$/, roots: DOCUSAURUS },
    ...{ content: /^(?:blog|docs|i18n)\//, unaddressed: /^i18n\/docusaurus-plugin-content-|current\//g },
    isDefaultAtRoot: true,
  },
  {
    ...{ name: 'Astro', dialect: 'astro', settings: /^astro\.config\.[cm]?[jt]s$/ },
    ...{ content: /^src\//, unaddressed: /^src\/(?:content|data|pages)\// },
  },
  {
    ...{ name: 'Eleventy', dialect: 'eleventy', settings: /^\.?eleventy(?:\.config)?\.[cm]?[jt]s$/ },
    unaddressed: /^(?:src|content)\//,
  },
  { name: 'Nikola', dialect: 'plain', settings: /^conf\.py$/, sign: /BLOG_TITLE/, isDefaultAtRoot: true },
  {
    ...{ name: 'Pelican', dialect: 'plain', settings: /^pelicanconf\.py$/ },
    ...{ unaddressed: /.*/, tail: '{slug}[-{lang}].html' },
  },
  {
    ...{ name: 'MkDocs', dialect: 'plain', settings: /^mkdocs\.ya?ml$/ },
    ...{ content: /^docs\//, unaddressed: /^docs\// },
  },
]

/** Folders of settings files, each with a `/`. */
const FOLDERS = ['', 'config/_default/', 'blog/', 'docs/']

export type SiteFacts = {
  readonly generator: Generator
  readonly title?: string | undefined
  readonly url?: string | undefined
  readonly language?: string | undefined
  /** Whether the settings have a rule for addresses, which the dialect evaluates. */
  readonly hasPermalinks?: boolean
}

const TITLE =
  /^[ \t]*["']?(?:title|site_name|SITENAME|BLOG_TITLE)["']?[ \t]*[:=][ \t]*(?:&\w{1,50}[ \t])?(["']?)([^\n]{1,200}?)\1[ \t]{0,99},?(?:[ \t]#[^\n]{0,200})?\r?$/m
const SITE_URL = /\b(?:base_?url|site_?url|url|site)["']?[ \t]*[:=][ \t]*["']?(https?:\/\/[^"'\s,]{1,200})/i
const LANGUAGES = [
  /\b(?:defaultContentLanguage|default_language|defaultLocale|DEFAULT_LANG)["']?[ \t]*[:=][ \t]*["']?([\w-]{2,12})/,
  /^[ \t]*["']?(?:languageCode|language|locale|lang)["']?[ \t]*[:=][ \t]*["']?([\w-]{2,12})/im,
]

/** Reads the generator's settings as text, because they may be code. */
export function siteFactsIn(folder: string): SiteFacts {
  const entries = FOLDERS.flatMap((below) => namesIn(path.join(folder, below)).map((name) => below + name))
  const textOf = (name: string): string => readFileSync(path.join(folder, name), 'utf8').slice(0, 100_000)
  for (const generator of GENERATORS) {
    const { settings, sign = /(?:)/, dialect } = generator
    const name = entries.find((entry) => settings.test(entry) && sign.test(textOf(entry)))
    if (name === undefined) continue
    const text = textOf(name)
    const [, quote, title] = TITLE.exec(text) ?? []
    const isExpression = quote === '' && /\.(?:[cm]?[jt]s|py)$/.test(name)
    // GitHub Pages: the file CNAME has the site's domain.
    const host = entries.includes('CNAME') ? textOf('CNAME').trim() : ''
    const url = URL.parse(SITE_URL.exec(text)?.[1] ?? `https://${host}`)
    return {
      ...{ generator, title: isExpression ? undefined : title },
      url: url?.hostname.includes('.') ? url.href.replace(/\/$/, '') : undefined,
      language: LANGUAGES.flatMap((pattern) => canonicalLanguage(pattern.exec(text)?.[1] ?? '') ?? [])[0],
      hasPermalinks: dialect === 'jekyll' && /^[ \t]*permalink:/m.test(text),
    }
  }
  return { generator: { name: 'an unknown generator', dialect: 'plain', settings: /^$/ } }
}

function namesIn(folder: string): string[] {
  const entries = unlessAbsent(() => readdirSync(folder, { withFileTypes: true })) ?? []
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
