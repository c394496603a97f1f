import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isWarning, type Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { isMapping, type Mapping } from '../domain/path.ts'
import { wellFormed } from '../domain/text.ts'
import { isFresh, meetsPreconditions } from '../http/conditional.ts'

/** A JSON object as a client wrote it. */
export type Written = Mapping

/** A part of an article that cannot be published, or (a warning) that is published otherwise. */
export type Fault = {
  /** RFC 6901; empty for the whole article. */
  readonly pointer: string
  readonly reason: string
  readonly detail: string
}

export function unprocessable(errors: readonly Fault[]): AppError {
  return new AppError('unprocessable', errors[0]?.detail ?? '', {}, { members: { errors } })
}

/** @throws AppError `unprocessable` if there are errors. @returns the warnings */
export function warningsIn(problems: readonly Quarantined[]): Fault[] {
  const errors = problems.filter(({ reason }) => !isWarning(reason))
  if (errors.length > 0) throw unprocessable(errors.map(faultOf))
  return problems.map(faultOf)
}

function faultOf({ place, reason, message }: Quarantined): Fault {
  // Warnings of a kind have an example after their place.
  return { pointer: place.replace(/, ".*$/s, ''), reason, detail: message }
}

/** @throws AppError `unprocessable` */
export function objectIn(bytes: Uint8Array): Written {
  const refuse = (reason: string, detail: string) => unprocessable([{ pointer: '', reason, detail }])
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    // Throws if the nesting is too deep to be written again.
    JSON.stringify(value)
  } catch (error) {
    throw refuse('json_invalid', `The body is not JSON in UTF-8: ${(error as Error).message}.`)
  }
  if (isMapping(value)) return value
  throw refuse('value_invalid', 'The body is not a JSON object.')
}

/** An id as intake reads it; empty if it is none. */
export function canonicalId(id: unknown): string {
  if (typeof id !== 'string' && typeof id !== 'number') return ''
  return wellFormed(String(id)).trim().normalize('NFC')
}

/** The text that the store keeps. @throws AppError `unprocessable` if the article has another id */
export function recordBody(id: string, { id: own = id, ...article }: Written): string {
  if (canonicalId(own) === id) return JSON.stringify({ id, ...article })
  const detail = `The id is not the one in the address: "${id}". Correct it, or leave it out.`
  throw unprocessable([{ pointer: '/id', reason: 'id_mismatch', detail }])
}

export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** RFC 9110 §13.2.2 for a change. `text` is what a GET answers now; `undefined` if that is a 404. @throws AppError */
export function requirePreconditions(headers: IncomingHttpHeaders, text: string | undefined): void {
  const version = text === undefined ? undefined : versionOf(text)
  const isMet =
    version === undefined
      ? headers['if-match'] === undefined
      : meetsPreconditions(headers, `"${version}"`, null) && !isFresh(headers, version, null)
  if (!isMet) throw new AppError('precondition_failed', 'the article is another one')
}
