import { canonicalLanguage, type Language } from '../domain/language.ts'
import { isMapping, pointer } from '../domain/path.ts'
import type { RecordSource } from '../domain/sources.ts'
import { compile, type Evaluate, ExpressionError } from './expression.ts'
import { articleOfFeed, type FeedRecord } from './feed-record.ts'
import { jsonOf, withDefaultId } from './json.ts'
import { type Source, Unreadable } from './record.ts'

/** A source whose articles a running system gave. The store has them, so nothing is read from a disk. */
export function recordSource(settings: RecordSource, languages: readonly Language[], dataFolder: string): Source {
  const { name } = settings
  const inStore = (): never => {
    throw new Error(`the records of ${name} are in the store`)
  }
  const languageOf = languagesOf(settings, languages)
  const articleOf = mappingOf(settings, languages, languageOf)
  return {
    name,
    prefix: `${name}:`,
    folder: () => dataFolder,
    scan: () => [],
    read: inStore,
    parse: inStore,
    parseRecord: async (file, body) => {
      const key = file.slice(name.length + 1)
      const parsedArticle = await articleOf(jsonOf(body), key)
      // Programs that push an article learn that the site does not have its language.
      const article = settings.type === 'api' ? parsedArticle : withListedVariants(parsedArticle, languageOf)
      return {
        file,
        raw: withDefaultId(article, key),
        place: pointer,
        ...(article === undefined && { skipped: 'page' }),
      }
    },
  }
}

/** The site's language for the tag of a system; `undefined` if the site does not have it. */
type LanguageOf = (tag: string) => string | undefined

/** Evaluates the source's expression, which is compiled once. Without one, records are entries of feeds, or articles. @throws Unreadable */
function mappingOf(
  { type, name, article, values = {} }: RecordSource,
  languages: readonly Language[],
  languageOf: LanguageOf,
) {
  const variables = { source: { ...values, name }, languages, siteLanguage: languageOf }
  let evaluate: Evaluate | undefined
  return async (record: unknown, key: string): Promise<unknown> => {
    if (article === undefined) return type === 'feed' ? articleOfFeed(record as FeedRecord) : record
    try {
      evaluate ??= compile(article, { regex: true })
      const result = await evaluate(record, { ...variables, key })
      return result === undefined || result === null ? undefined : listsAsLists(JSON.parse(JSON.stringify(result)))
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      const message = `The expression \`article\` of the source ${name} fails for this record: ${error.message}`
      throw new Unreadable('mapping_failed', '', message)
    }
  }
}

/** JSONata gives a list with one value as that value. */
function listsAsLists(article: unknown): unknown {
  if (!isMapping(article)) return article
  const lists = ['tags', 'authors', 'attachments', 'related', 'contributors'].flatMap((key) =>
    article[key] === undefined ? [] : [[key, [article[key]].flat().filter((value) => value !== null)] as const],
  )
  return { ...article, ...Object.fromEntries(lists) }
}

/** By `languages` in site.yaml, or by the same or a shorter tag: `en` for `en-US`. Texts that are no tags stay. */
function languagesOf({ languages: spelled = {} }: RecordSource, languages: readonly Language[]): LanguageOf {
  return (tag) => {
    if (Object.hasOwn(spelled, tag)) return spelled[tag]
    const canonical = canonicalLanguage(tag)
    if (!canonical) return tag
    const parts = canonical.split('-')
    const shorter = parts.map((_, index) => parts.slice(0, parts.length - index).join('-'))
    return shorter.find((candidate) => languages.includes(candidate as Language))
  }
}

/** `undefined` if the site has none of the languages. */
function withListedVariants(article: unknown, languageOf: LanguageOf): unknown {
  if (!isMapping(article) || !isMapping(article.variants)) return article
  const writtenVariants = Object.entries(article.variants)
  const variants = writtenVariants.flatMap(([tag, variant]) => {
    const language = languageOf(tag)
    return language === undefined ? [] : [[language, variant] as const]
  })
  if (writtenVariants.length > 0 && variants.length === 0) return undefined
  return { ...article, variants: Object.fromEntries(variants) }
}
