import type { Facts } from '../domain/article.ts'
import type { Language } from '../domain/language.ts'
import { textIn } from '../domain/site.ts'
import type { Texts } from '../domain/text.ts'
import type { WrittenArticle, WrittenVariant } from './article-schema.ts'
import { type FileContext, requireWebUrl } from './context.ts'
import { type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

type Place = { readonly context: FileContext; readonly language: Language; readonly path: Path }
type Reader<K extends keyof Facts> = (written: NonNullable<WrittenArticle[K]>, place: Place) => Facts[K] | undefined

/** Each returns `undefined` if nothing is left of the fact. @throws Problem */
const READERS: { readonly [K in keyof Facts]-?: Reader<K> } = {
  kind: (kind) => kind,
  access: (access) => access,
  series: ({ name, ...numbers }, place) => ({ name: nameIn(name, place), ...numbers }),
  place: ({ name, latitude, longitude }, place) => {
    return { name: nameIn(name, place), latitude: rounded(latitude), longitude: rounded(longitude) }
  },
  comments: ({ url, count }, { context, path }) => ({ url: requireWebUrl(context, url, [...path, 'url']), count }),
  related: (pages, place) =>
    eachOf(pages, place, ({ title, url }, { context, path }) => {
      return { title: plainText(title), url: requireWebUrl(context, url, [...path, 'url']) }
    }),
  canonical: (url, { context, path }) => requireWebUrl(context, url, path),
  contributors: (people, place) =>
    eachOf(people, place, ({ name, role, url }, { context, path }) => {
      const page = url && context.findings.optional(() => requireWebUrl(context, url, [...path, 'url']))
      return { name: plainText(name), ...(role && { role: plainText(role) }), ...(page && { url: page }) }
    }),
}

/** The facts of one language: those of the variant, or else of the article. `url` is the page of the variant. */
export function factsOf(
  context: FileContext,
  article: WrittenArticle,
  written: WrittenVariant,
  { language, ownPath, url }: { readonly language: Language; readonly ownPath: Path; readonly url: string | undefined },
): { readonly facts?: Facts } {
  const facts = Object.entries(READERS).flatMap(([name, read]) => {
    const key = name as keyof Facts
    const isOwn = written[key] !== undefined
    const value = isOwn ? written[key] : article[key]
    const place = { context, language, path: isOwn ? [...ownPath, key] : [key] }
    const fact = value && context.findings.optional(() => read(value as never, place))
    return fact === undefined || fact === null || fact === url ? [] : [[key, fact] as const]
  })
  return facts.length === 0 ? {} : { facts: Object.fromEntries(facts) }
}

function eachOf<T extends object, R>(list: readonly (T | undefined)[], place: Place, read: (one: T, own: Place) => R) {
  const readable = list.flatMap((one, index) => {
    const own = { ...place, path: [...place.path, index] }
    return (one && place.context.findings.optional(() => read(one, own))) ?? []
  })
  return readable.length === 0 ? undefined : readable
}

/** @throws Problem */
function nameIn(texts: Texts, { context: { site }, language, path }: Place): string {
  const name = plainText(textIn(texts, language, site.languages), language)
  if (name === '') throw new Problem('value_missing', [...path, 'name'], 'The name is empty.')
  return name
}

/** Six decimals are eleven centimetres. Smaller numbers would be written with an exponent. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6 + 0
