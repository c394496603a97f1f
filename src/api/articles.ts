import { AppError } from '../domain/errors.ts'
import { canonicalLanguage } from '../domain/language.ts'
import { isMapping } from '../domain/path.ts'
import type { ApiToken, Site } from '../domain/site.ts'
import { recordFile } from '../domain/sources.ts'
import type { RecordCheck } from '../ingest/record-check.ts'
import type { Store, StoreReader } from '../store/port.ts'
import { requirePermission } from './permission.ts'
import { type Fault, recordBody, unprocessable, type Written, warningsIn } from './written.ts'

/** The source whose records are the articles. */
export const SOURCE = 'api'

export type ArticleParts = {
  readonly store: Store
  readonly site: Site
  readonly check: RecordCheck
}

/** An article, or one variant of it. */
export type Address = { readonly id: string; readonly language?: string | undefined }

/** A stored body: the article's JSON, `null` if it was deleted, `undefined` if it never was. */
type Body = string | null | undefined

export type Change = {
  readonly isNew: boolean
  readonly warnings: readonly Fault[]
  /** The changed article or variant; `undefined` if it was deleted. */
  readonly text: string | undefined
  /** The number of the write: the editions that have it have read records up to this one. */
  readonly sequence: number
}

/** Another request may change the article during a check. Then the change is made and checked again. */
const ATTEMPTS_MAX = 5

/** The text that a GET answers. @throws AppError `not_found`, `forbidden` */
export async function readArticle({ store, site }: ArticleParts, token: ApiToken, address: Address): Promise<string> {
  const body = (await store.recordBodies(SOURCE, [address.id])).get(address.id)
  const text = textAt(body, address)
  if (text === undefined) throw new AppError('not_found', `no article ${address.id}`)
  requirePermission(site, token, [writtenIn(body)], address.language)
  return text
}

/**
 * Replaces an article or a variant; without `value`, deletes it. `precondition` gets the text that a GET would answer.
 * @throws AppError `not_found`, `forbidden`, `precondition_failed`, `unprocessable`, `conflict`
 */
export async function changeArticle(
  { store, site, check }: ArticleParts,
  token: ApiToken,
  address: Address,
  value: Written | undefined,
  precondition: (text: string | undefined) => void,
): Promise<Change> {
  const { id, language } = address
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const storedBody = (await store.recordBodies(SOURCE, [id])).get(id)
    const article = writtenIn(storedBody)
    const next = language === undefined ? value : withVariant(article, language, value)
    requirePermission(site, token, [article, next], language)
    const before = textAt(storedBody, address)
    precondition(before)
    if (storedBody === undefined && value === undefined) throw new AppError('not_found', `no article ${id}`)
    const body = next === undefined ? null : recordBody(id, next)
    if (next) requireFreeVariants(id, [article, next], await takenLanguages(store, id))
    const warnings = body === null ? [] : warningsIn((await check([{ key: id, body }]))[0] ?? [])
    const sequence = await store.transact(async (writer) => {
      if ((await writer.recordBodies(SOURCE, [id])).get(id) !== storedBody) return undefined
      await writer.putRecords(SOURCE, [{ key: id, body }])
      return writer.recordSequence()
    })
    if (sequence !== undefined) return { isNew: before === undefined, warnings, text: textAt(body, address), sequence }
  }
  throw new AppError('conflict', `${id} is being changed by others`)
}

/** The languages in which another source has an article. */
export function takenLanguages(store: Pick<StoreReader, 'languagesElsewhere'>, id: string): Promise<readonly string[]> {
  return store.languagesElsewhere(id, recordFile({ source: SOURCE, key: id }))
}

/** Of two variants in a language, one is never published. @throws AppError `unprocessable` if one is new */
export function requireFreeVariants(
  id: string,
  [before, next]: readonly (Written | undefined)[],
  taken: readonly string[],
): void {
  const faults = Object.keys(variantsOf(next)).flatMap((tag): Fault[] => {
    const isTaken = taken.includes(canonicalLanguage(tag) ?? tag) && tagIn(variantsOf(before), tag) === undefined
    const detail = `Another source has the article "${id}" in ${tag}. Give this one another id.`
    return isTaken ? [{ pointer: `/variants/${tag}`, reason: 'duplicate', detail }] : []
  })
  if (faults.length > 0) throw unprocessable(faults)
}

function writtenIn(body: Body): Written | undefined {
  return body ? (JSON.parse(body) as Written) : undefined
}

function textAt(body: Body, { language }: Address): string | undefined {
  if (language === undefined) return body ?? undefined
  const variants = variantsOf(writtenIn(body))
  const tag = tagIn(variants, language)
  return tag === undefined ? undefined : JSON.stringify(variants[tag])
}

/** @throws AppError `not_found` if there is no such article, or no such variant to delete */
function withVariant(article: Written | undefined, language: string, value: Written | undefined): Written {
  const variants = variantsOf(article)
  const tag = tagIn(variants, language)
  if (!article || (value === undefined && tag === undefined)) throw new AppError('not_found', `no ${language} variant`)
  const { [tag ?? language]: _former, ...others } = variants
  return { ...article, variants: value ? { ...variants, [tag ?? language]: value } : others }
}

function variantsOf(article: Written | undefined): Written {
  return isMapping(article?.variants) ? article.variants : {}
}

/** The variant's key, which may spell the language otherwise. */
function tagIn(variants: Written, language: string): string | undefined {
  const requestedLanguage = canonicalLanguage(language) ?? language
  return Object.keys(variants).find((tag) => (canonicalLanguage(tag) ?? tag) === requestedLanguage)
}
