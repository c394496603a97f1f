import type { TermKind } from '../domain/article.ts'
import { formerTermId } from '../domain/former-term.ts'
import type { Site } from '../domain/site.ts'
import { KeyError } from './key-error.ts'
import type { WrittenSite } from './site-schema.ts'

type IdOf = (label: string) => string
type Key = `${TermKind}s`

export const byKind = <T>(of: (key: Key) => T): Record<TermKind, T> => ({
  ...{ tag: of('tags'), section: of('sections'), author: of('authors') },
})

/** An alias moves to its term. @throws KeyError */
export function renamedTerms(
  { moved, aliases }: Pick<WrittenSite, 'moved' | 'aliases'>,
  idOf: IdOf,
): Pick<Site, 'moved' | 'aliases'> {
  const aliasesIn = (key: Key) => aliasesOf(key, aliases[key], Object.keys(moved[key]).map(idOf), idOf)
  return {
    aliases: byKind((key) => new Set(aliasesIn(key).keys())),
    moved: byKind((key) => movedTerms(key, moved[key], aliasesIn(key), idOf)),
  }
}

/** The ids of aliases → the ids of their terms. */
function aliasesOf(key: Key, aliases: WrittenSite['aliases'][Key], moved: readonly string[], idOf: IdOf) {
  const terms = new Map<string, string>()
  for (const [term, names] of Object.entries(aliases)) {
    for (const [index, name] of names.entries()) {
      const [id, termId] = [idOf(name), idOf(term)]
      // Another spelling has the same feed anyway.
      if (id === termId) continue
      const path = ['aliases', key, term, index]
      if (id === '') throw new KeyError(path, 'has no letter or digit')
      if (moved.includes(id)) throw new KeyError(path, `is in moved.${key}, too`)
      if ((terms.get(id) ?? termId) !== termId) throw new KeyError(path, 'is an alias of another term, too')
      terms.set(id, termId)
    }
  }
  return terms
}

/** Follows each move to the term's current name. @throws KeyError if the moves form a circle */
function movedTerms(
  key: Key,
  moved: Readonly<Record<string, string>>,
  aliases: ReadonlyMap<string, string>,
  idOf: IdOf,
): Map<string, string> {
  const moves = new Map([
    ...aliases,
    ...Object.entries(moved)
      // Two spellings that had two ids before may have one now: nothing moves.
      .filter(([from, to]) => idOf(from) !== idOf(to) || formerTermId(from) === formerTermId(to))
      .map(([from, to]) => [idOf(from), idOf(to)] as const),
  ])
  return new Map(
    [...moves].map(([from, to]) => {
      const visited = new Set([from])
      let current = to
      for (let next = moves.get(current); next !== undefined && !visited.has(current); next = moves.get(current)) {
        visited.add(current)
        current = next
      }
      if (visited.has(current)) {
        throw new KeyError([aliases.has(from) ? 'aliases' : 'moved', key, from], 'leads back to itself')
      }
      return [from, current]
    }),
  )
}
