import { closest, distance } from 'fastest-levenshtein'
import type { z } from 'zod'

/** The cost of a comparison grows with the product of both lengths. */
const MAX_WORD_CHARACTERS = 60

/** ` (did you mean "tags"?)` if a known word is similar, else empty. */
export function didYouMean(word: string, known: readonly string[]): string {
  const similar = similarTo(word, known)
  return similar === undefined ? '' : ` (did you mean "${similar}"?)`
}

/** The known word that is most similar to a misspelled one; `undefined` if none is. */
export function similarTo(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > MAX_WORD_CHARACTERS) return undefined
  const nearest = closest(word, [...known])
  return distance(word, nearest) <= Math.max(2, nearest.length / 3) ? nearest : undefined
}

export type Explained = { readonly path: readonly PropertyKey[]; readonly message: string }

/**
 * Explains a schema's issue in a sentence without its subject: `is missing`, `is not a known key`. `keysAt` returns the
 * keys that the object at a path may have.
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
      return { path, message: emptinessMessage(issue) ?? `is not ${typeName(issue.expected)}` }
    case 'invalid_value':
      return {
        path,
        message: issue.message.startsWith('Invalid') ? `is not ${issue.values.join(' or ')}` : issue.message,
      }
    case 'invalid_key':
      return { path, message: issue.issues[0]?.message ?? 'is not a permitted key' }
    case 'invalid_union':
      return explainUnion(issue, keysAt)
    default:
      return { path, message: issue.message }
  }
}

/** Explains the branch of a union that came nearest, else lists what all branches expect. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, keysAt: Parameters<typeof explain>[1]): Explained {
  const { path } = issue
  const issues = issue.errors.flat()
  const inside = issues.filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys')
  const nearest = inside.find(({ code }) => code === 'unrecognized_keys') ?? inside[0]
  if (nearest) return explain({ ...nearest, path: [...path, ...nearest.path] }, keysAt)
  const custom = issues.find(({ code }) => code === 'custom')
  const expected = issues.flatMap((branchIssue) => {
    if (branchIssue.code === 'invalid_type') return [typeName(branchIssue.expected)]
    return branchIssue.code === 'invalid_value' ? branchIssue.values.map(String) : []
  })
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : expected
  const message =
    issues.map(emptinessMessage).find(Boolean) ?? custom?.message ?? `is not ${[...new Set(options)].join(' or ')}`
  return { path, message }
}

function emptinessMessage({ code, message }: z.core.$ZodIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  if (message.endsWith('received undefined')) return 'is missing'
  return message.endsWith('received null') ? 'is empty' : undefined
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  object: 'a mapping',
  record: 'a mapping',
}

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? `a ${type}`
}

/** The keys that a strict zod schema permits at a path, through optionals, unions, lists and records. */
export function keysOf(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [head, ...rest] = path
  if (head === undefined) return definitionsOf(schema).flatMap(({ shape }) => Object.keys(shape ?? {}))
  return definitionsOf(schema).flatMap(({ shape, valueType, element }) => {
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

function definitionsOf(schema: z.core.$ZodType): Definition[] {
  const definition = schema._zod.def as Definition
  const inner = definition.innerType ?? definition.in
  if (inner) return definitionsOf(inner)
  return definition.options ? definition.options.flatMap(definitionsOf) : [definition]
}
