import { existsSync } from 'node:fs'
import path from 'node:path'
import { canonicalLanguage, type Language } from '../../domain/language.ts'
import type { SiteFacts } from './generators.ts'
import { SPELLINGS } from './path-shapes.ts'
import type { Layout, Survey } from './survey.ts'

/** The text of site.yaml for a site that was surveyed. `folder` is the newsroom's, `from` the site's. */
export function siteDraft(folder: string, from: string, facts: SiteFacts, survey: Survey): string {
  const languages = languagesOf(survey, facts)
  const baseUrl = facts.url ?? 'https://news.example'
  const isDated = survey.usesDates
  const sources = survey.layouts.map((layout) => {
    const spelled = Object.entries(SPELLINGS).filter(([name]) => survey.languages.has(name))
    const url = urlOf(layout, facts, survey)
    return [
      `  - type: markdown`,
      `path: ${JSON.stringify(path.relative(folder, path.join(from, layout.path)).split(path.sep).join('/') || '.')}`,
      `layout: ${layout.layout}`,
      `pattern: ${JSON.stringify(layout.pattern)}`,
      ...(layout.pattern.includes('{lang}') ? [] : [`language: ${languages[0]}   # of all files`]),
      ...(spelled.length > 0 ? [`languages: ${JSON.stringify(Object.fromEntries(spelled))}`] : []),
      `dialect: ${facts.generator.dialect}`,
      ...(isDated
        ? []
        : [`dates: [frontMatter, filename, ${hasGit(from) ? 'git' : 'modified'}]   # most pages have no date`]),
      url === undefined
        ? '# url: follows from permalink in _config.yml'
        : `url: ${JSON.stringify(url)}   # compare it with an address of the site`,
    ].join('\n    ')
  })
  return `# yaml-language-server: $schema=site.schema.json
# Written by polyfeed init --from, for ${facts.generator.name}. docs/reference/site-yaml.md has all keys.

title: ${JSON.stringify(facts.title ?? 'My Newsroom')}

# The address of the website. Relative URLs in articles are resolved against it.
baseUrl: ${JSON.stringify(baseUrl)}${facts.url === undefined ? '   # not found: replace it' : ''}

# The public address of this server. Without it, links follow HOST and PORT.
# feedUrl: https://feeds.news.example

# A domain that you own, and a year in which you owned it. The ids of all articles contain it. NEVER change it later.
authority: ${JSON.stringify(`${new URL(baseUrl).hostname},${new Date().getUTCFullYear()}`)}

# The time zone of dates without an offset.
timeZone: UTC

# The first is the default.
languages: [${languages.join(', ')}]

# The languages that replace a missing translation; omit leaves the article out.
fallback: {default: omit}

# The most specific pattern reads a file. To see how a file is read: polyfeed check --explain FILE
sources:
${sources.join('\n')}
`
}

/** The site's default language first, then the most frequent. */
function languagesOf({ languages }: Survey, { language }: SiteFacts): readonly Language[] {
  const counted = [...languages].toSorted(([, a], [, b]) => b - a)
  const foundLanguages = counted.flatMap(([spelling]) => canonicalLanguage(SPELLINGS[spelling] ?? spelling) ?? [])
  const fallback = languages.has('') ? (canonicalLanguage(language ?? '') ?? ('en' as Language)) : undefined
  const firstLanguage = fallback ?? foundLanguages.find((one) => one === language) ?? foundLanguages[0]
  return [...new Set([...(firstLanguage ? [firstLanguage] : []), ...foundLanguages])]
}

function urlOf({ path: folder, pattern }: Layout, facts: SiteFacts, { languages }: Survey): string | undefined {
  const { generator, hasPermalinks } = facts
  if (hasPermalinks) return undefined
  const { unaddressed = /^$/, tail = '{slug}/', isDefaultAtRoot = false } = generator
  const folders = `${folder === '.' ? '' : `${folder}/`}${pattern.replace(/[^/]*$/, '')}`
    .replace(/\[?\{lang\}\/\]?|\{slug\}\//, '')
    .replace(unaddressed, '')
    .replace(/(?:^|(?<=\/))_[^/]*\//g, '')
  const hasLead = pattern.includes('{lang}') && !tail.includes('{lang}')
  const lead = !hasLead ? '' : isDefaultAtRoot || languages.has('') ? '[/{lang}]' : '/{lang}'
  return `${lead}/${folders}${folders.includes('{yyyy}') ? '{slug}/' : tail}`
}

function hasGit(folder: string): boolean {
  const parent = path.dirname(folder)
  return existsSync(path.join(folder, '.git')) || (parent !== folder && hasGit(parent))
}
