/** A value of JSON or YAML that has keys. */
export type Mapping = Readonly<Record<string, unknown>>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A key in a file, as messages spell it: `variants.uk.title`, `sources[0].path`. */
export function keyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`
      return index === 0 ? shortened(String(key)) : `.${shortened(String(key))}`
    })
    .join('')
}

/** A written text as messages quote it: on one line, at most 80 characters. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= 80 ? line : `${line.slice(0, 79).toWellFormed()}…`
}

/** A key in a JSON document, as a JSON pointer (RFC 6901): `/variants/uk/title`. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
