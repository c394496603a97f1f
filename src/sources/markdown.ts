import path from 'node:path'
import { type Language, unlistedLanguage } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import type { MarkdownSource, Site } from '../domain/site.ts'
import { filesOf } from './files.ts'
import { type FrontMatter, parseFrontMatter } from './front-matter.ts'
import { type ArticleSettings, articleOf, type ListedFacts } from './front-matter-article.ts'
import { type Jekyll, jekyll } from './jekyll.ts'
import { type PathFacts, pathReader, urlOf } from './layout.ts'
import { type RawRecord, type Source, textOf, Unreadable } from './record.ts'
import { releaseOf, type WrittenDate } from './release.ts'

/** One variant per file: YAML front matter, then Markdown. A site may publish only some of its blog's languages. */
export function markdownSource(
  dataFolder: string,
  settings: MarkdownSource,
  { languages, timeZone, authors }: Pick<Site, 'languages' | 'timeZone' | 'authors'>,
): Source {
  const factsOf = pathReader(settings, languages[0])
  const folder = path.resolve(dataFolder, settings.path)
  const dialect =
    settings.dialect === 'jekyll' ? jekyll(folder, (post) => urlOfPost(post, settings, factsOf)) : undefined
  return {
    ...(dialect && { refresh: dialect.refresh }),
    ...filesOf(dataFolder, settings.path, /\.md$/, (relative) => {
      const facts = factsOf(relative)
      // Folders of unlisted languages are skipped, but an unlisted suffix is a mistake, which `parse` reports.
      return facts !== undefined && (settings.layout !== 'directory' || isListed(facts, languages))
    }),
    parse: (file, bytes) => {
      const facts = factsOf(path.posix.relative(settings.path, file)) as PathFacts
      if (!isListed(facts, languages)) throw unlisted(facts, languages)
      return parseMarkdown(file, bytes, facts, { url: settings.url, dialect, timeZone, authors })
    },
  }
}

function isListed(facts: PathFacts, languages: readonly Language[]): facts is ListedFacts {
  return facts.language !== null && languages.includes(facts.language)
}

function unlisted({ lang, language }: PathFacts, languages: readonly Language[]): Unreadable {
  const [reason, message] = language
    ? ['language_unlisted', unlistedLanguage(language, languages)]
    : ['language_invalid', `"${lang}" is not a language tag (like uk, pt-BR or zh-Hant).`]
  return new Unreadable(reason as string, "the file's name", `${message} Rename or remove the file.`)
}

/** `post` is a path below the source's folder. The file need not exist: the URL follows from the path alone. */
function urlOfPost(post: string, { url }: MarkdownSource, factsOf: ReturnType<typeof pathReader>): string | undefined {
  const facts = factsOf(post)
  return facts && urlOf(url, facts)
}

function parseMarkdown(
  file: string,
  bytes: Uint8Array,
  facts: ListedFacts,
  { dialect, ...settings }: Omit<ArticleSettings, 'release'> & { readonly dialect: Jekyll | undefined },
): RawRecord {
  const matter = parseFrontMatter(textOf(bytes))
  const body = dialect ? dialect.body(matter.body, matter.values, matter.bodyLine) : matter.body
  const release = releaseOf(matter.values, settings.timeZone)
  if (release.unreadable) throw unparsableDate(release.unreadable, matter)
  const isDraft = release.isHidden || file.split('/').includes('_drafts')
  const { raw, keys } = articleOf({ ...matter, body }, facts, {
    ...settings,
    release: { ...release, isHidden: isDraft },
  })
  return {
    file,
    raw,
    place: (keyPath) => {
      const [name = '', ...rest] = keyPath[0] === 'variants' ? keyPath.slice(2) : keyPath
      const key = keys.get(String(name)) ?? String(name)
      return Object.hasOwn(matter.values, key) ? `line ${matter.places([key, ...rest])}, ${key}` : key
    },
  }
}

/** The file is refused because it might appear too early. */
function unparsableDate({ key, text }: WrittenDate, { places }: FrontMatter): Unreadable {
  return new Unreadable(
    'date_unparsable',
    `line ${places([key])}, ${key}`,
    `"${shortened(text)}" is not a date. Write it like 2026-02-21T08:35:00+02:00.`,
  )
}
