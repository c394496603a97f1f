import type { z } from 'zod'
import type { Instant, Quarantined, Variant } from '../domain/article.ts'
import { parseDate } from '../domain/dates.ts'
import { canonicalLanguage, type Language, unlistedLanguage } from '../domain/language.ts'
import { isMapping } from '../domain/path.ts'
import { wellFormed } from '../domain/text.ts'
import type { RawRecord } from '../sources/record.ts'
import { releaseOf } from '../sources/release.ts'
import { articleSchema, variantSchema, type WrittenArticle } from './article-schema.ts'
import { type FileContext, type IntakeContext, requireDate } from './context.ts'
import { similarTo } from './explain.ts'
import { type Parsed, type ParseOptions, parseWritten } from './parse-written.ts'
import { createFindings, type Findings, Problem } from './problem.ts'
import { canonicalShapes } from './shapes.ts'
import { noLanguage, variantOf } from './variant.ts'
import { facts } from './written-facts.ts'

export type { IntakeContext } from './context.ts'

export type Intake = {
  readonly variants: readonly Variant[]
  readonly quarantined: readonly Quarantined[]
  /** Languages of the file that cannot be read. Their last good variants are kept. */
  readonly unread: 'all' | readonly Language[]
  /** The article's values for kept variants; `null` if no variant is kept or the values cannot be read. */
  readonly articleValues: ArticleValues | null
}

/** Replaces the values of this article's kept variants. Kept variants of other articles are dropped. */
export type ArticleValues = {
  readonly article: string
  /** `null` if a variant has a date of its own. */
  readonly published: Instant | null
} & Pick<Variant, 'status' | 'expires'>

/** Parses a raw record. One bad variant does not stop the others. */
export function intake(siteContext: IntakeContext, record: RawRecord): Intake {
  const findings = createFindings()
  const context = { ...siteContext, findings, linked: record.linked }
  const parsed = articleOf(record, findings)
  const seenLanguages = new Set<Language>()
  const outcomes = Object.entries(parsed?.value.variants ?? {}).map(([tag, raw]) => ({
    tag,
    variant: parsed && findings.required(() => variantIn(context, parsed.value, tag, raw, seenLanguages)),
  }))
  const quarantined = [
    ...findings.all().map((problem) => problem.toQuarantined(record)),
    ...(record.warnings ?? []).map((warning) => ({ file: record.file, ...warning })),
  ]
  if (!parsed?.isComplete) return { variants: [], quarantined, unread: 'all', articleValues: null }
  const unread = outcomes
    .flatMap(({ tag, variant }) => (variant ? [] : (canonicalLanguage(tag) ?? [])))
    .filter((language) => !outcomes.some(({ variant }) => variant?.language === language))
  return {
    variants: outcomes.flatMap(({ variant }) => variant ?? []),
    quarantined,
    unread,
    articleValues: unread.length > 0 ? restatedBy(siteContext, parsed.value) : null,
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

/** The keys of an article whose problems are errors, because it must not appear too early, or under another id. */
const OF_ARTICLE = { id: '-', published: '1970-01-01', expires: undefined, variants: {} }
/** Those of a variant. Without its text, it would replace the last good version. */
const OF_VARIANT = {
  title: '-',
  url: '/',
  published: undefined,
  content: undefined,
  markdown: undefined,
  guid: undefined,
}

function articleOf(
  { raw: sure, maybe }: RawRecord,
  findings: Findings,
): Parsed<WrittenArticle & { id: string }> | undefined {
  const raw = isMapping(sure) ? { ...fitting(maybe), ...sure } : sure
  const essential = withReleaseKeys(OF_ARTICLE, raw, articleSchema)
  const options = { base: [], essential, findings }
  const parsed = parseWritten(articleSchema, canonicalShapes(raw, [], findings), options)
  if (!parsed) return undefined
  // Some systems write the names of files decomposed (NFD).
  const id = wellFormed(parsed.value.id ?? '')
    .trim()
    .normalize('NFC')
  const problems: Problem[] = []
  if (id === '') problems.push(new Problem('value_missing', ['id'], 'The article has no id.'))
  if (id.length > 200) {
    problems.push(new Problem('too_large', ['id'], `The id has ${id.length} characters; the limit is 200.`))
  }
  if (parsed.isComplete && Object.keys(parsed.value.variants).length === 0) {
    problems.push(new Problem('value_missing', ['variants'], 'The article has no variant. Add one per language.'))
  }
  problems.forEach(findings.add)
  return { value: { ...parsed.value, id }, isComplete: parsed.isComplete && problems.length === 0 }
}

function fitting(maybe: RawRecord['maybe'] = {}) {
  const fits = ([key, value]: [string, unknown]) => facts[key as keyof typeof facts].safeParse(value).success
  return Object.fromEntries(Object.entries(maybe).filter(fits))
}

/**
 * With the unknown keys that may hide, postpone or expire an article: those of other systems (`draft: true`), and
 * misspelled ones. The article is refused, because it might appear too early or stay too long.
 */
function withReleaseKeys(essential: ParseOptions['essential'], raw: unknown, schema: z.ZodObject) {
  if (!isMapping(raw)) return essential
  const knownKeys = Object.keys(schema.shape)
  const keys = Object.entries(raw).filter(
    ([key, value]) => !knownKeys.includes(key) && (isOfRelease(key, value) || isMisspelled(key, value, knownKeys)),
  )
  return { ...essential, ...Object.fromEntries(keys.map(([key]) => [key, undefined])) }
}

function isOfRelease(key: string, value: unknown): boolean {
  const { isHidden, embargo, expires, unreadable } = releaseOf({ [key]: value }, 'UTC')
  return isHidden || (embargo ?? expires ?? unreadable) !== undefined
}

function isMisspelled(key: string, value: unknown, known: readonly string[]): boolean {
  if (typeof value === 'object') return false
  const similarKey = similarTo(key, known)
  return (
    similarKey === 'status' ||
    (/^(?:published|expires)$/.test(similarKey ?? '') && parseDate(String(value), 'UTC') !== undefined)
  )
}

/** @throws Problem if the language cannot be used */
function variantIn(
  context: FileContext,
  article: WrittenArticle & { id: string },
  tag: string,
  raw: unknown,
  seen: Set<Language>,
): Variant | undefined {
  const { site, findings } = context
  const ownPath = ['variants', tag] as const
  const language = canonicalLanguage(tag)
  if (!language) throw new Problem('language_invalid', ownPath, noLanguage(tag))
  if (!site.languages.includes(language)) {
    throw new Problem('language_unlisted', ownPath, unlistedLanguage(language, site.languages))
  }
  if (seen.has(language)) throw new Problem('duplicate', ownPath, `There are two variants in ${language}.`)
  seen.add(language)
  const essential = withReleaseKeys(OF_VARIANT, raw, variantSchema)
  const options = { base: ownPath, essential, findings }
  const parsed = parseWritten(variantSchema, canonicalShapes(raw, ownPath, findings), options)
  const variant = parsed && variantOf(context, article, parsed.value, language, tag)
  return parsed?.isComplete ? variant : undefined
}
