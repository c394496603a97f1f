import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'

/** Longest word that is compared, in characters: comparing takes the product of both lengths. */
const WORD_MAX = 60

/** ` (did you mean "tags"?)` where a known key is near, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = similarTo(word, known)
  return near === undefined ? '' : ` (did you mean "${near}"?)`
}

/** The known word that a misspelled one is nearest to, where one is near. */
export function similarTo(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > WORD_MAX) return undefined
  const near = closest(word, [...known])
  return distance(word, near) <= Math.max(2, near.length / 3) ? near : undefined
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
      return { path, message: emptiness(issue) ?? `is not ${named(issue.expected)}` }
    case 'invalid_value':
      return {
        path,
        message: issue.message.startsWith('Invalid') ? `is not ${issue.values.join(' or ')}` : issue.message,
      }
    case 'invalid_key':
      return { path, message: issue.issues[0]?.message ?? 'is not a key that can be there' }
    case 'invalid_union':
      return explainUnion(issue, keysAt)
    default:
      return { path, message: issue.message }
  }
}

/** What no branch of a union could read: by the branch that came nearest, else by what all of them expect. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, keysAt: Parameters<typeof explain>[1]): Explained {
  const { path } = issue
  const inner = issue.errors.flat()
  const inside = inner.filter((one) => one.path.length > 0 || one.code === 'unrecognized_keys')
  const nearest = inside.find((one) => one.code === 'unrecognized_keys') ?? inside[0]
  if (nearest) return explain({ ...nearest, path: [...path, ...nearest.path] }, keysAt)
  const custom = inner.find((one) => one.code === 'custom')
  const expected = inner.flatMap((one) => {
    if (one.code === 'invalid_type') return [named(one.expected)]
    return one.code === 'invalid_value' ? one.values.map(String) : []
  })
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : expected
  const message =
    inner.map(emptiness).find((one) => one) ?? custom?.message ?? `is not ${[...new Set(options)].join(' or ')}`
  return { path, message }
}

function emptiness({ code, message }: z.core.$ZodIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  if (message.endsWith('received undefined')) return 'is missing'
  return message.endsWith('received null') ? 'is empty' : undefined
}

const NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  object: 'a mapping',
  record: 'a mapping',
}

function named(type: string): string {
  return NAMES[type] ?? `a ${type}`
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
