import { termId } from './term.ts'

/**
 * Tags put together: articles that have `every` one of some tags and none of others, or `some` of them. Each tag once,
 * in the order of code units, so that one meaning has one spelling.
 */
export type Combination = {
  readonly kind: 'combination'
  readonly operator: 'every' | 'some'
  readonly tags: readonly string[]
  /** Empty where the operator is `some`. */
  readonly without: readonly string[]
}

const MOST = 4

/** `russia+usa`, `usa+!sport`, `russia,usa`: no tag's id has any of these signs in it. */
export function spelledCombination({ operator, tags, without }: Combination): string {
  const terms = [...tags, ...without.map((tag) => `!${tag}`)].map((term) =>
    term.startsWith('!') ? `!${encodeURIComponent(term.slice(1))}` : encodeURIComponent(term),
  )
  return terms.join(operator === 'every' ? '+' : ',')
}

/**
 * What a text that combines tags means, in whatever order it has them; `now` is the name that a tag goes by today.
 * A single tag that is left comes back as itself; `undefined` where the text is no combination: a sign too many, more
 * than four tags, a tag that is wanted and not wanted, both operators at once.
 */
export function combinationIn(text: string, now: (tag: string) => string): Combination | string | undefined {
  const some = text.includes(',')
  if (some && /[+!]/.test(text)) return undefined
  const terms = text.split(some ? ',' : '+')
  if (terms.length > MOST) return undefined
  const tags = new Set<string>()
  const without = new Set<string>()
  for (const term of terms) {
    const refused = term.startsWith('!')
    const name = refused ? term.slice(1) : term
    const id = name.includes('!') ? '' : termId(name)
    if (id === '') return undefined
    ;(refused ? without : tags).add(now(id))
  }
  if ([...tags].some((tag) => without.has(tag))) return undefined
  const [only] = tags
  if (only !== undefined && tags.size === 1 && without.size === 0) return only
  return {
    kind: 'combination',
    operator: some ? 'some' : 'every',
    tags: [...tags].sort(),
    without: [...without].sort(),
  }
}

/** Whether a path's segment combines tags at all. */
export function isCombined(text: string): boolean {
  return /[+,!]/.test(text)
}
