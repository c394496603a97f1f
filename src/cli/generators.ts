import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { canonicalLanguage } from '../domain/language.ts'
import type { MarkdownSource } from '../domain/site.ts'

/** A site generator, and what its defaults say of a site. */
export type Generator = {
  readonly name: string
  readonly dialect: MarkdownSource['dialect']
  /** Names of its file of settings, and a text in it if other generators have a file of this name. */
  readonly settings: readonly string[]
  readonly sign?: RegExp
  /** The folders of articles. */
  readonly content?: RegExp
  /** The folders, with `{lang}`, to which ids and addresses are relative; by default the deepest with most articles. */
  readonly roots?: RegExp
  /** The folders of a path that its address does not have. */
  readonly unaddressed?: RegExp
  /** The end of an address. */
  readonly tail: string
  /** Whether the addresses of the default language have no language. */
  readonly isDefaultAtRoot?: boolean
}

const HUGO = ['hugo', 'config', 'config/_default/hugo', 'config/_default/config']

/** The first whose settings are found. */
const GENERATORS: readonly Generator[] = [
  {
    ...{
      name: 'Hugo',
      dialect: 'hugo',
      sign: /\bbaseURL/i,
      content: /^content\//,
      unaddressed: /^content\//,
      tail: '{slug}/',
    },
    ...{ settings: HUGO.flatMap((name) => ['toml', 'yaml', 'yml', 'json'].map((type) => `${name}.${type}`)) },
    isDefaultAtRoot: true,
  },
  {
    ...{
      name: 'Zola',
      dialect: 'zola',
      settings: ['config.toml', 'zola.toml'],
      sign: /^base_url/m,
      content: /^content\//,
    },
    ...{ unaddressed: /^content\//, tail: '{slug}/', isDefaultAtRoot: true },
  },
  {
    ...{ name: 'Hexo', dialect: 'plain', settings: ['_config.yml'], sign: /^(?:new_post_name|post_asset_folder):/m },
    ...{ content: /^source\//, unaddressed: /^source\//, tail: '{yyyy}/{mm}/{dd}/{slug}/' },
  },
  {
    ...{
      name: 'Jekyll',
      dialect: 'jekyll',
      settings: ['_config.yml', '_config.yaml', 'blog/_config.yml', 'docs/_config.yml'],
    },
    ...{ tail: '{yyyy}/{mm}/{dd}/{slug}.html' },
  },
  {
    ...{
      name: 'Docusaurus',
      dialect: 'docusaurus',
      content: /^(?:blog|docs|i18n)\//,
      tail: '{slug}/',
      isDefaultAtRoot: true,
    },
    settings: ['js', 'ts', 'mjs', 'cjs'].map((type) => `docusaurus.config.${type}`),
    // https://docusaurus.io/docs/i18n/tutorial#translate-your-react-code
    roots: /^(?:blog|docs|i18n\/\{lang\}\/docusaurus-plugin-content-(?:blog|docs\/current))(?=\/|$)/,
    unaddressed: /^i18n\/docusaurus-plugin-content-|current\//g,
  },
  {
    ...{
      name: 'Astro',
      dialect: 'astro',
      content: /^src\//,
      unaddressed: /^src\/(?:content|data|pages)\//,
      tail: '{slug}/',
    },
    settings: ['mjs', 'ts', 'js', 'cjs'].map((type) => `astro.config.${type}`),
  },
  {
    ...{ name: 'Eleventy', dialect: 'plain', unaddressed: /^(?:src|content)\//, tail: '{slug}/' },
    settings: [
      '.eleventy.js',
      'eleventy.config.js',
      'eleventy.config.mjs',
      'eleventy.config.cjs',
      'eleventy.config.ts',
    ],
  },
  {
    ...{ name: 'Nikola', dialect: 'plain', settings: ['conf.py'], sign: /BLOG_TITLE/, tail: '{slug}/' },
    isDefaultAtRoot: true,
  },
  { name: 'Pelican', dialect: 'plain', settings: ['pelicanconf.py'], unaddressed: /.*/, tail: '{slug}[-{lang}].html' },
  {
    ...{ name: 'MkDocs', dialect: 'plain', settings: ['mkdocs.yml', 'mkdocs.yaml'], content: /^docs\// },
    ...{ unaddressed: /^docs\//, tail: '{slug}/' },
  },
]

const UNKNOWN: Generator = { name: 'an unknown generator', dialect: 'plain', settings: [], tail: '{slug}/' }

export type SiteFacts = {
  readonly generator: Generator
  readonly title: string | undefined
  readonly url: string | undefined
  readonly language: string | undefined
  /** Whether the generator's settings have a rule for addresses, which the dialect evaluates. */
  readonly hasPermalinks: boolean
}

const TITLE =
  /^[ \t]*["']?(?:title|site_name|SITENAME|BLOG_TITLE)["']?[ \t]*[:=][ \t]*(?:&\w{1,50}[ \t])?(["']?)([^\n]{1,200}?)\1[ \t]{0,99},?(?:[ \t]#[^\n]{0,200})?\r?$/m
const URL_OF_SITE = /\b(?:base_?url|site_?url|url|site)["']?[ \t]*[:=][ \t]*["']?(https?:\/\/[^"'\s,]{1,200})/i
const LANGUAGES = [
  /\b(?:defaultContentLanguage|default_language|defaultLocale|DEFAULT_LANG)["']?[ \t]*[:=][ \t]*["']?([\w-]{2,12})/,
  /^[ \t]*["']?(?:languageCode|language|locale|lang)["']?[ \t]*[:=][ \t]*["']?([\w-]{2,12})/im,
]

/** Reads as text what the generator's settings say of the site; they may be code. */
export function siteFactsIn(folder: string): SiteFacts {
  const textOf = (name: string): string | undefined => {
    const file = path.join(folder, name)
    return statSync(file, { throwIfNoEntry: false })?.isFile()
      ? readFileSync(file, 'utf8').slice(0, 100_000)
      : undefined
  }
  for (const generator of GENERATORS) {
    const name = generator.settings.find((one) => isSettings(generator, textOf(one)))
    const text = name === undefined ? undefined : textOf(name)
    if (name === undefined || text === undefined) continue
    const [, quote = '', title] = TITLE.exec(text) ?? []
    const isExpression = quote === '' && /\.(?:[cm]?[jt]s|py)$/.test(name)
    // GitHub Pages: the file CNAME has the site's domain.
    const url = URL.parse(URL_OF_SITE.exec(text)?.[1] ?? `https://${textOf('CNAME')?.trim()}`)
    const languages = LANGUAGES.flatMap((pattern) => canonicalLanguage(pattern.exec(text)?.[1] ?? '') ?? [])
    return {
      ...{ generator, title: isExpression ? undefined : title, language: languages[0] },
      url: !url?.hostname.includes('.') ? undefined : url.href.replace(/\/$/, ''),
      hasPermalinks: generator.dialect === 'jekyll' && /^[ \t]*permalink:/m.test(text),
    }
  }
  return { generator: UNKNOWN, title: undefined, url: undefined, language: undefined, hasPermalinks: false }
}

function isSettings({ sign }: Generator, text: string | undefined): boolean {
  return text !== undefined && (sign === undefined || sign.test(text))
}
