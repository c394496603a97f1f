import path from 'node:path'
import { dateProblem } from '../domain/dates.ts'
import type { Site } from '../domain/site.ts'
import { DEFAULT_URL, type MarkdownSource } from '../domain/sources.ts'
import type { Neighbours } from './claims.ts'
import { fileDating } from './dating.ts'
import { adaptedMatter, type Dialect, readPage } from './dialects/dialect.ts'
import { DIALECTS } from './dialects/dialects.ts'
import { filesOf, PAGE_EXTENSIONS } from './folder.ts'
import { type FrontMatter, parseFrontMatter } from './front-matter.ts'
import { articleOf } from './front-matter-article.ts'
import { type PathFacts, urlOf } from './layout.ts'
import { pictureBeside } from './own-media.ts'
import { type FileDates, type RawRecord, type Source, textOf, Unreadable } from './record.ts'
import { type Release, releaseOf, type WrittenDate } from './release.ts'

/** One variant per file: front matter, then Markdown. A site may publish only some of its blog's languages. */
export function markdownSource(
  dataFolder: string,
  settings: MarkdownSource,
  { baseUrl, timeZone, authors }: Pick<Site, 'baseUrl' | 'timeZone' | 'authors'>,
  { index, claims, addressOfLink }: Neighbours,
): Source {
  const folder = settings.path
  const fileAt = (relative: string): string => path.posix.join(folder, relative)
  const relativeOf = (file: string): string => path.posix.relative(folder, file)
  const factsOf = (file: string): PathFacts | undefined => {
    const reading = claims.read(index, file)
    return 'facts' in reading ? reading.facts() : undefined
  }
  const articleIn = (matter: FrontMatter, facts: PathFacts, release: Release, dates: FileDates) =>
    articleOf(matter, facts, { url: settings.url, rules: settings.dates, dates, timeZone, authors, release })
  const files = filesOf(dataFolder, folder, PAGE_EXTENSIONS, (file) => {
    const reading = claims.read(index, file)
    return 'facts' in reading ? undefined : reading.skipped
  })

  const readDates = fileDating(settings.dates, dataFolder, folder)

  const urlOfFile = (file: string): string | undefined => {
    const facts = factsOf(file)
    if (!facts) return undefined
    try {
      const matter = parseFrontMatter(textOf(files.read(file)))
      const adapted = adaptedMatter(dialect, { ...matter, body: '' }, relativeOf(file))
      const { raw } = articleIn(adapted, facts, releaseOf(adapted.values, timeZone), {})
      return writtenUrl(raw)
    } catch {
      return undefined
    }
  }
  const urlOfPost = (post: string): string | undefined => {
    const facts = factsOf(fileAt(post))
    return urlOfFile(fileAt(post)) ?? (facts && urlOf(settings.url, facts))
  }
  const dialect: Dialect = DIALECTS[settings.dialect]({
    ...{ folder: path.resolve(dataFolder, folder), timeZone, hasUrl: settings.url !== DEFAULT_URL },
    urlOfFile: urlOfPost,
  })

  return {
    ...(dialect.refresh && { refresh: dialect.refresh }),
    ...(readDates && { readDates }),
    ...files,
    pattern: settings.pattern,
    urlOfFile,
    parse: (file, bytes, dates = {}) => {
      const facts = factsOf(file) as PathFacts
      const matter = parseFrontMatter(textOf(bytes))
      const page = readPage(dialect, matter, relativeOf(file))
      const release = releaseOf(page.matter.values, timeZone, settings.unpublished)
      if (release.unreadable) throw unparsableDate(release.unreadable, matter)
      const isHidden = release.isHidden || file.split('/').includes('_drafts')
      const { raw, maybe, keys, origins, warnings, undated } = articleIn(
        page.matter,
        facts,
        { ...release, isHidden },
        dates,
      )
      // Drafts may lack a date.
      const isUndatedDraft = isHidden && raw.published === undefined
      const skipped = isUndatedDraft ? 'draft' : isPage(matter, facts, release) ? 'page' : undefined
      if (!skipped && undated) throw undated
      const pageUrl = URL.parse(writtenUrl(raw) ?? '', baseUrl)
      return {
        file,
        raw: { ...raw, image: pictureBeside(raw.image, path.resolve(dataFolder, path.dirname(file)), pageUrl) },
        maybe,
        place: placesIn(matter, keys),
        origins,
        warnings: [...page.warnings, ...warnings],
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
  return new Unreadable('date_unparsable', `line ${places([key])}, ${key}`, dateProblem(text))
}
