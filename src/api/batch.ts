import { AppError, type ErrorCode } from '../domain/errors.ts'
import type { ApiToken } from '../domain/site.ts'
import { type ArticleParts, requireFreeVariants, SOURCE, takenLanguages } from './articles.ts'
import { requirePermission } from './permission.ts'
import {
  canonicalId,
  type Fault,
  objectIn,
  recordBody,
  unprocessable,
  versionOf,
  type Written,
  warningsIn,
} from './written.ts'

export const LINES_MAX = 1000
export const LINE_BYTES_MAX = 8 * 1024 * 1024

/** Lines that are checked and stored together. */
const LINES_AT_ONCE = 100

export type Outcome = {
  /** Counted from 1. */
  readonly line: number
  readonly id: string | null
  /** 200: replaced, 201: new. */
  readonly status: number
  readonly problems: readonly Fault[]
  readonly etag?: string
}

type Line = { readonly line: number; readonly id: string; readonly article: Written; readonly body: string }

const STATUS: Partial<Record<ErrorCode, number>> = { forbidden: 403, body_too_large: 413, unprocessable: 422 }

/** Stores the articles of a batch, each on its own. @returns an outcome a line @throws AppError `body_too_large` */
export async function storeBatch(parts: ArticleParts, token: ApiToken, bytes: Buffer): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let lines: Line[] = []
  const store = async (): Promise<void> => {
    outcomes.push(...(await storeLines(parts, token, lines)))
    lines = []
  }
  for (const [line, text] of linesOf(bytes)) {
    const parsed = attempt(line, null, () => lineOf(line, text))
    if ('status' in parsed) outcomes.push(parsed)
    else lines.push(parsed)
    if (lines.length === LINES_AT_ONCE) await store()
  }
  await store()
  return outcomes.sort((a, b) => a.line - b.line)
}

async function storeLines({ store, site, check }: ArticleParts, token: ApiToken, lines: Line[]): Promise<Outcome[]> {
  if (lines.length === 0) return []
  const problems = await check(lines.map(({ id, body }) => ({ key: id, body })))
  return store.transact(async (writer) => {
    const ids = lines.map(({ id }) => id)
    const storedBodies = new Map(await writer.recordBodies(SOURCE, ids))
    const takenByLine: (readonly string[])[] = []
    for (const id of ids) takenByLine.push(await takenLanguages(writer, id))
    const outcomes = lines.map(({ line, id, article, body }, index) =>
      attempt(line, id, (): Outcome => {
        const before = storedBodies.get(id)
        const versions = [before ? JSON.parse(before) : undefined, article]
        requirePermission(site, token, versions)
        requireFreeVariants(id, versions, takenByLine[index] ?? [])
        const warnings = warningsIn(problems[index] ?? [])
        storedBodies.set(id, body)
        return { line, id, status: before ? 200 : 201, problems: warnings, etag: `"${versionOf(body)}"` }
      }),
    )
    const accepted = lines.filter((_line, index) => (outcomes[index]?.status ?? 0) < 300)
    await writer.putRecords(
      SOURCE,
      accepted.map(({ id, body }) => ({ key: id, body })),
    )
    return outcomes
  })
}

/** A line that fails has an outcome, too. */
function attempt<T>(line: number, id: string | null, work: () => T): T | Outcome {
  try {
    return work()
  } catch (error) {
    const { code, message, members } = error as AppError
    const status = STATUS[code]
    if (status === undefined) throw error
    const { errors = [{ pointer: '', reason: code, detail: message }] } = (members ?? {}) as { errors?: Fault[] }
    return { line, id, status, problems: errors }
  }
}

function lineOf(line: number, bytes: Uint8Array): Line {
  if (bytes.length > LINE_BYTES_MAX) throw new AppError('body_too_large', 'The line has more than 8 MB.')
  const article = objectIn(bytes)
  const id = canonicalId(article.id)
  if (id !== '') return { line, id, article, body: recordBody(id, article) }
  throw unprocessable([{ pointer: '/id', reason: 'value_missing', detail: 'The article has no id.' }])
}

/** The lines that are not blank, with their numbers. */
function linesOf(bytes: Uint8Array): (readonly [number, Uint8Array])[] {
  const lines: (readonly [number, Uint8Array])[] = []
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start)
    const text = bytes.subarray(start, end < 0 ? bytes.length : end)
    if (text.some((byte) => byte > 0x20)) lines.push([line, text])
    start += text.length + 1
  }
  if (lines.length <= LINES_MAX) return lines
  throw new AppError('body_too_large', `more than ${LINES_MAX} lines`, { limit: `${LINES_MAX} lines` })
}
