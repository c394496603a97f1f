import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import { shortened } from '../domain/path.ts'
import { wellFormed } from '../domain/text.ts'
import type { RawRecord } from '../sources/record.ts'
import { articleSchema, variantSchema, type WrittenArticle } from './article-schema.ts'
import { type IntakeContext, requireDate } from './context.ts'
import { explain, keysOf } from './explain.ts'
import type { Removal } from './markup/context.ts'
import { Problem } from './problem.ts'
import { type VariantOutcome, variantOf, warningsOf } from './variant.ts'

export type { IntakeContext } from './context.ts'

export type Intake = {
  readonly variants: readonly Variant[]
  readonly quarantined: readonly Quarantined[]
  /** Languages of the file that cannot be read. Their last good variants are kept. */
  readonly unread: 'all' | readonly Language[]
  /** The article's values for kept variants; `null` if no variant is kept or the values cannot be read. */
  readonly articleValues: ArticleValues | null
  /** Markup that readers do not get, once a kind. The article is published without it. */
  readonly removals?: readonly Removal[]
}

/** Replaces the values of this article's kept variants. Kept variants of other articles are dropped. */
export type ArticleValues = {
  readonly article: string
  /** `null` if a variant has a date of its own. */
  readonly published: Instant | null
} & Pick<Variant, 'status' | 'expires'>

/** Parses a raw record. One bad variant does not stop the others. */
export function intake(siteContext: IntakeContext, record: RawRecord): Intake {
  const context = { ...siteContext, linked: record.linked }
  try {
    const article = articleOf(record)
    const seen = new Set<Language>()
    const outcomes = Object.entries(article.variants).map(([tag, raw]) => ({
      tag,
      ...outcomeOf(context, article, tag, raw, seen),
    }))
    const unread = outcomes
      .flatMap(({ tag, variant }) => (variant ? [] : (canonicalLanguage(tag) ?? [])))
      .filter((language) => !outcomes.some(({ variant }) => variant?.language === language))
    return {
      variants: outcomes.flatMap(({ variant }) => variant ?? []),
      quarantined: [
        ...[...outcomes.flatMap(({ problem }) => problem ?? []), ...warningsOf(article)].map((problem) =>
          problem.toQuarantined(record),
        ),
        ...(record.warnings ?? []).map((warning) => ({ file: record.file, ...warning })),
      ],
      unread,
      articleValues: unread.length > 0 ? restatedBy(context, article) : null,
      removals: [...new Map(outcomes.flatMap(({ removals = [] }) => removals.map((r) => [r.kind, r]))).values()],
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { variants: [], quarantined: [error.toQuarantined(record)], unread: 'all', articleValues: null }
  }
}

function restatedBy(context: IntakeContext, article: WrittenArticle & { id: string }): ArticleValues | null {
  const { id, status, published, expires, variants } = article
  const isDated = (raw: unknown): boolean => typeof raw === 'object' && raw !== null && 'published' in raw
  try {
    return {
      article: id,
      status,
      published: Object.values(variants).some(isDated) ? null : requireDate(context, published, ['published']),
      expires: expires ? requireDate(context, expires, ['expires']) : null,
    }
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

function articleOf(record: RawRecord): WrittenArticle & { id: string } {
  const result = articleSchema.safeParse(record.raw)
  if (!result.success) throw problemOf(result.error.issues[0] as never, articleSchema, [])
  // Some systems write the names of files decomposed (NFD).
  const id = wellFormed(result.data.id ?? '')
    .trim()
    .normalize('NFC')
  if (id === '') throw new Problem('value_missing', ['id'], 'The article has no id.')
  if (id.length > 200) throw new Problem('too_large', ['id'], `The id has ${id.length} characters; the limit is 200.`)
  if (Object.keys(result.data.variants).length === 0) {
    throw new Problem('value_missing', ['variants'], 'The article has no variant. Add one per language.')
  }
  return { ...result.data, id }
}

function outcomeOf(
  context: IntakeContext,
  article: WrittenArticle & { id: string },
  tag: string,
  raw: unknown,
  seen: Set<Language>,
): Partial<VariantOutcome> & { readonly problem?: Problem } {
  try {
    const { languages } = context.site
    const language = canonicalLanguage(tag)
    if (!language) {
      throw new Problem(
        'language_invalid',
        ['variants', tag],
        `"${shortened(tag)}" is not a language tag (like uk, pt-BR or zh-Hant).`,
      )
    }
    if (!languages.includes(language)) {
      throw new Problem(
        'language_unlisted',
        ['variants', tag],
        `${language} is not one of the languages of site.yaml (${languages.join(', ')}).`,
      )
    }
    if (seen.has(language)) throw new Problem('duplicate', ['variants', tag], `There are two variants in ${language}.`)
    seen.add(language)
    const written = variantSchema.safeParse(raw)
    if (!written.success) throw problemOf(written.error.issues[0] as never, variantSchema, ['variants', tag])
    return variantOf(context, article, written.data, language, tag)
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}

/** `base` is the path of the value that `schema` describes. */
function problemOf(issue: Issue, schema: Parameters<typeof keysOf>[0], base: readonly PropertyKey[]): Problem {
  const explained = explain(issue, (path) => keysOf(schema, path))
  const { message } = explained
  const path = [...base, ...explained.path]
  const key = path.at(-1)
  const isMissing = message === 'is missing' || message === 'is empty'
  const reason = issue.code === 'unrecognized_keys' ? 'key_unknown' : isMissing ? 'value_missing' : 'value_invalid'
  const subject = key === undefined ? 'The file' : `"${shortened(String(key))}"`
  return new Problem(key === 'title' && isMissing ? 'title_missing' : reason, path, `${subject} ${message}.`)
}

type Issue = Parameters<typeof explain>[0]
