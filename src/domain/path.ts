/** `variants.uk.title`, `sources[0].path`: a key inside a file, as messages spell it. */
export function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`
      return index === 0 ? excerpted(String(key)) : `.${excerpted(String(key))}`
    })
    .join('')
}

/** What somebody wrote, for a message: on one line, and short. */
export function excerpted(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= 80 ? line : `${line.slice(0, 79).toWellFormed()}…`
}
