import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'

/** ` (did you mean "tags"?)` where a known key is near, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const near = closest(word, [...known])
  return distance(word, near) <= Math.max(2, near.length / 3) ? ` (did you mean "${near}"?)` : ''
}

export type Explained = { readonly path: readonly PropertyKey[]; readonly message: string }

/**
 * A schema's first complaint as a sentence without its subject: `is not a date …`, `has an unknown key "tag"`.
 * `keysAt` tells the keys that an object at a path may have.
 */
export function explain(
  issue: z.core.$ZodIssue,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Explained {
  const { path } = issue
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0] as string
      return { path: [...path, key], message: `is not a known key${didYouMean(key, keysAt(path))}` }
    }
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return { path, message: 'is missing' }
      return {
        path,
        message: issue.message.endsWith('received null') ? 'is empty' : `is not ${withArticle(issue.expected)}`,
      }
    case 'invalid_union': {
      // The branch that came nearest: it knew the type and complains of something inside.
      const inside = issue.errors.flat().filter((inner) => inner.path.length > 0 || inner.code !== 'invalid_type')
      const nearest = inside.find((inner) => inner.code === 'unrecognized_keys') ?? inside[0]
      if (nearest) return explain({ ...nearest, path: [...path, ...nearest.path] }, keysAt)
      const expected = issue.errors
        .flat()
        .flatMap((inner) => (inner.code === 'invalid_type' ? [withArticle(inner.expected)] : []))
      return { path, message: `is not ${[...new Set(expected)].join(' or ')}` }
    }
    default:
      return { path, message: issue.message }
  }
}

function withArticle(type: string): string {
  const name = type === 'array' ? 'list' : type === 'object' || type === 'record' ? 'mapping' : type
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`
}

/** The keys that a strict zod schema allows at a path, looking through optionals, unions, lists and records. */
export function keysOf(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [head, ...rest] = path
  if (head === undefined) return partsOf(schema).flatMap(({ shape }) => Object.keys(shape ?? {}))
  return partsOf(schema).flatMap(({ shape, valueType, element }) => {
    const next = shape?.[String(head)] ?? valueType ?? element
    return next ? keysOf(next, rest) : []
  })
}

type Definition = {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>
  readonly valueType?: z.core.$ZodType
  readonly element?: z.core.$ZodType
  readonly innerType?: z.core.$ZodType
  readonly in?: z.core.$ZodType
  readonly options?: readonly z.core.$ZodType[]
}

function partsOf(schema: z.core.$ZodType): Definition[] {
  const definition = schema._zod.def as Definition
  const inner = definition.innerType ?? definition.in
  if (inner) return partsOf(inner)
  return definition.options ? definition.options.flatMap(partsOf) : [definition]
}
