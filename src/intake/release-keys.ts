import { parseDate } from '../domain/dates.ts'
import { releaseOf } from '../sources/release.ts'
import { similarTo } from './explain.ts'

/**
 * The unknown keys that may hide, postpone or expire an article: those of other systems (`draft: true`), and misspelled
 * ones. The article is refused, because it might appear too early or stay too long.
 */
export function releaseKeysOf(raw: unknown, known: readonly string[]): string[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return []
  const unknown = Object.entries(raw).filter(([key]) => !known.includes(key))
  return unknown
    .filter(([key, value]) => isOfRelease(key, value) || isMisspelled(key, value, known))
    .map(([key]) => key)
}

function isOfRelease(key: string, value: unknown): boolean {
  const { isHidden, embargo, expires, unreadable } = releaseOf({ [key]: value }, 'UTC')
  return isHidden || (embargo ?? expires ?? unreadable) !== undefined
}

function isMisspelled(key: string, value: unknown, known: readonly string[]): boolean {
  if (typeof value === 'object') return false
  const meant = similarTo(key, known)
  return (
    meant === 'status' || (/^(?:published|expires)$/.test(meant ?? '') && parseDate(String(value), 'UTC') !== undefined)
  )
}
