// Values of front matter in the forms that the article schema has.

/** A number or truth value as text. */
export function scalar(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** `{URL: …}` as `{url: …}`, also in a list. A key that is written in lower case takes precedence. */
export function withLowerCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLowerCaseKeys)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const isCapitalized = ([key]: [string, unknown]): boolean => /^[A-Z]/.test(key)
  return Object.fromEntries([
    ...entries.filter(isCapitalized).map(([key, item]) => [key.toLowerCase(), item] as const),
    ...entries.filter((entry) => !isCapitalized(entry)),
  ])
}

/** The keys of a picture that are numbers. */
const NUMBERS = new Set(['width', 'height', 'length'])

/** A mapping whose numbers come from `values`, and all other values from `texts`. */
export function withNumbers(texts: unknown, values: unknown): unknown {
  if (texts === null || typeof texts !== 'object' || Array.isArray(texts)) return texts
  const typed = values as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, NUMBERS.has(key) ? typed[key] : text]))
}

/** Accepts a list, one value, or (if `split`) comma-separated values. */
export function listOf(value: unknown, split = true): unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.filter((item) => item !== null && item !== '')
  if (typeof value !== 'string') return [value]
  const parts = split ? value.split(',') : [value]
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}
