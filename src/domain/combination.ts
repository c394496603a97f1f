/**
 * Selects articles with `every` tag and no tag of `without`, or with `some` of the tags. Tags are unique and sorted, so
 * that equal combinations have one path.
 */
export type Combination = {
  readonly kind: 'combination'
  readonly operator: 'every' | 'some'
  readonly tags: readonly string[]
  /** Empty if the operator is `some`. */
  readonly without: readonly string[]
}

const MAX_TAGS = 4

/** `russia+usa`, `usa+!sport`, `russia,usa`. A tag's id contains none of these signs. */
export function formatCombination({ operator, tags, without }: Combination): string {
  const terms = [...tags.map(encodeURIComponent), ...without.map((tag) => `!${encodeURIComponent(tag)}`)]
  return terms.join(operator === 'every' ? '+' : ',')
}

/**
 * Parses a path segment. `idOf` returns the present id of a tag, as it is written; empty if it can have none. If one tag
 * remains, the result is its id. `undefined` if a sign has no tag, a tag is both wanted and excluded, both operators occur,
 * or there are more than four tags.
 */
export function parseCombination(text: string, idOf: (tag: string) => string): Combination | string | undefined {
  const operator = text.includes(',') ? 'some' : 'every'
  if (operator === 'some' && /[+!]/.test(text)) return undefined
  const terms = text.split(operator === 'some' ? ',' : '+')
  if (terms.length > MAX_TAGS) return undefined
  const tags = new Set<string>()
  const without = new Set<string>()
  for (const term of terms) {
    const isExcluded = term.startsWith('!')
    const name = isExcluded ? term.slice(1) : term
    const id = name.includes('!') ? '' : idOf(name)
    if (id === '') return undefined
    ;(isExcluded ? without : tags).add(id)
  }
  if ([...tags].some((tag) => without.has(tag))) return undefined
  const [firstTag] = tags
  if (firstTag !== undefined && tags.size === 1 && without.size === 0) return firstTag
  return { kind: 'combination', operator, tags: [...tags].sort(), without: [...without].sort() }
}

export function isCombined(text: string): boolean {
  return /[+,!]/.test(text)
}
