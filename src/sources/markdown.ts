import path from 'node:path'
import { shortened } from '../domain/path.ts'
import type { MarkdownSource, Site } from '../domain/site.ts'
import type { Claims } from './claims.ts'
import { filesOf, PAGE_EXTENSIONS } from './folder.ts'
import { type FrontMatter, parseFrontMatter } from './front-matter.ts'
import { articleOf } from './front-matter-article.ts'
import { jekyll } from './jekyll.ts'
import { type PathFacts, urlOf } from './layout.ts'
import { pictureBeside } from './own-media.ts'
import { type RawRecord, type Source, textOf, Unreadable } from './record.ts'
import { type Release, releaseOf, type WrittenDate } from './release.ts'

/** How a source sees the others. */
export type Neighbours = {
  /** Its place among the sources. */
  readonly index: number
  readonly claims: Claims
  /** The address of the article that a link in a file names by another file. */
  readonly addressOfLink: (
    link: string,
    place: { readonly file: string; readonly folder: string },
  ) => string | undefined
}

/** One variant per file: front matter, then Markdown. A site may publish only some of its blog's languages. */
export function markdownSource(
  dataFolder: string,
  settings: MarkdownSource,
  { baseUrl, timeZone, authors }: Pick<Site, 'baseUrl' | 'timeZone' | 'authors'>,
  { index, claims, addressOfLink }: Neighbours,
): Source {
  const folder = settings.path
  const fileAt = (relative: string): string => path.posix.join(folder, relative)
  const factsOf = (file: string): PathFacts | undefined => {
    const reading = claims.read(index, file)
    return 'facts' in reading ? reading.facts() : undefined
  }
  const articleIn = (matter: FrontMatter, facts: PathFacts, release: Release) =>
    articleOf(matter, facts, { url: settings.url, timeZone, authors, release })
  const files = filesOf(dataFolder, folder, PAGE_EXTENSIONS, (file) => {
    const reading = claims.read(index, file)
    return 'facts' in reading ? undefined : reading.skipped
  })

  const urlOfFile = (file: string): string | undefined => {
    const facts = factsOf(file)
    if (!facts) return undefined
    try {
      const matter = parseFrontMatter(textOf(files.read(file)))
      const { raw } = articleIn({ ...matter, body: '' }, facts, releaseOf(matter.values, timeZone))
      return writtenUrl(raw)
    } catch {
      return undefined
    }
  }
  const urlOfPost = (post: string): string | undefined => {
    const facts = factsOf(fileAt(post))
    return urlOfFile(fileAt(post)) ?? (facts && urlOf(settings.url, facts))
  }
  const dialect = settings.dialect === 'jekyll' ? jekyll(path.resolve(dataFolder, folder), urlOfPost) : undefined

  return {
    ...(dialect && { refresh: dialect.refresh }),
    ...files,
    pattern: settings.pattern,
    urlOfFile,
    parse: (file, bytes) => {
      const facts = factsOf(file) as PathFacts
      const matter = parseFrontMatter(textOf(bytes))
      const release = releaseOf(matter.values, timeZone)
      if (release.unreadable) throw unparsableDate(release.unreadable, matter)
      const isHidden = release.isHidden || file.split('/').includes('_drafts')
      const body = dialect ? dialect.body(matter.body, matter.values, matter.bodyLine) : matter.body
      const { raw, keys } = articleIn({ ...matter, body }, facts, { ...release, isHidden })
      // Drafts may lack a date.
      const isUndatedDraft = isHidden && raw.published === undefined
      const skipped = isUndatedDraft ? 'draft' : isPage(matter, facts, release) ? 'page' : undefined
      const pageUrl = URL.parse(writtenUrl(raw) ?? '', baseUrl)
      return {
        file,
        raw: { ...raw, image: pictureBeside(raw.image, path.resolve(dataFolder, path.dirname(file)), pageUrl) },
        place: placesIn(matter, keys),
        skipped,
        linked: (link) => addressOfLink(link, { file, folder }),
      }
    },
  }
}

function writtenUrl({ variants }: Readonly<Record<string, unknown>>): string | undefined {
  const [variant] = Object.values(variants as Readonly<Record<string, { readonly url?: unknown }>>)
  return typeof variant?.url === 'string' ? variant.url : undefined
}

function placesIn(matter: FrontMatter, keys: ReadonlyMap<string, string>): RawRecord['place'] {
  return (keyPath) => {
    const [name = '', ...rest] = keyPath[0] === 'variants' ? keyPath.slice(2) : keyPath
    const key = keys.get(String(name)) ?? String(name)
    return Object.hasOwn(matter.values, key) ? `line ${matter.places([key, ...rest])}, ${key}` : key
  }
}

/** A page without text and without a date is a search page or a list. */
function isPage({ values, body }: FrontMatter, { date }: PathFacts, { embargo }: Release): boolean {
  return body.trim() === '' && !date && !embargo && !Object.keys(values).some((key) => /date|publish/i.test(key))
}

/** The file is refused because it might appear too early. */
function unparsableDate({ key, text }: WrittenDate, { places }: FrontMatter): Unreadable {
  return new Unreadable(
    'date_unparsable',
    `line ${places([key])}, ${key}`,
    `"${shortened(text)}" is not a date. Write it like 2026-02-21T08:35:00+02:00.`,
  )
}
