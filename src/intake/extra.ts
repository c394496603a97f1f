import type { Variant } from '../domain/article.ts'
import { isMapping } from '../domain/path.ts'
import { wellFormed } from '../domain/text.ts'

/** Levels of lists and mappings. Deeper values are left out. */
const LEVELS_MAX = 8

/** The newsroom's own values as JSON, without `null` and without characters that XML forbids. */
export function extraOf(written: Readonly<Record<string, unknown>>): Pick<Variant, 'extra'> {
  const extra = cleanValue(written, 0) as Variant['extra'] & object
  return Object.keys(extra).length > 0 ? { extra } : {}
}

function cleanValue(value: unknown, level: number): unknown {
  if (typeof value === 'string') return wellFormed(value).trim()
  if (typeof value === 'boolean' || Number.isFinite(value)) return value
  if (value instanceof Date) return value.toISOString()
  if (level >= LEVELS_MAX) return undefined
  const inner = (part: unknown): unknown => cleanValue(part, level + 1)
  if (Array.isArray(value)) return value.map(inner).filter((part) => part !== undefined)
  if (!isMapping(value)) return undefined
  const entries = Object.entries(value).map(([key, part]) => [wellFormed(key), inner(part)])
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined))
}
