import { distance } from 'fastest-levenshtein'
import { globalRegistry, type z } from 'zod'
import type { Path } from './problem.ts'

/** The cost of a comparison grows with the product of both lengths. */
const MAX_WORD_CHARACTERS = 60

/** ` (did you mean "tags"?)` if a known word is similar, else empty. */
export function didYouMean(word: string, known: readonly string[]): string {
  const similar = similarTo(word, known)
  return similar === undefined ? '' : ` (did you mean "${similar}"?)`
}

/** The known word that is most similar to a misspelled one; `undefined` if none is. */
export function similarTo(word: string, known: readonly string[]): string | undefined {
  return similarWords(word, known)[0]
}

/** The known words that are similar to a misspelled one, the most similar first. */
export function similarWords(word: string, known: readonly string[]): string[] {
  if (word.length > MAX_WORD_CHARACTERS) return []
  const measured = known.flatMap((other) => {
    const editsMax = Math.max(2, other.length / 3)
    // The distance is at least the difference of the lengths.
    const edits = Math.abs(other.length - word.length) > editsMax ? Infinity : distance(word, other)
    return edits <= editsMax ? [{ other, edits }] : []
  })
  return measured.sort((a, b) => a.edits - b.edits).map(({ other }) => other)
}

export type Explained = { readonly path: Path; readonly message: string }

/**
 * Explains a schema's issue in a sentence without its subject: `is missing`, `is not a known key`. `keysAt` returns the
 * keys that the object at a path may have.
 */
export function explain(issue: z.core.$ZodIssue, keysAt: (path: Path) => readonly string[]): Explained {
  const { path } = issue
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0] as string
      return { path: [...path, key], message: `is not a known key${didYouMean(key, keysAt(path))}` }
    }
    case 'invalid_type':
      return { path, message: emptinessMessage(issue) ?? `is not ${typeName(issue.expected)}` }
    case 'invalid_value': {
      const isOurs = !issue.message.startsWith('Invalid')
      return { path, message: isOurs ? issue.message : `is not ${issue.values.join(' or ')}` }
    }
    case 'invalid_key':
      return { path, message: issue.issues[0]?.message ?? 'is not a permitted key' }
    case 'invalid_union':
      return explainUnion(issue, keysAt)
    default:
      return { path, message: issue.message }
  }
}

/** Of a union, the issue inside the branch that came nearest, with its whole path; else the issue itself. */
export function nearestIssue(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const inside = issue.errors.flat().filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys')
  const nearest = inside.find(({ code }) => code === 'unrecognized_keys') ?? inside[0]
  return nearest ? nearestIssue({ ...nearest, path: [...issue.path, ...nearest.path] }) : issue
}

/** Explains the branch of a union that came nearest, else lists what all branches expect. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, keysAt: Parameters<typeof explain>[1]): Explained {
  const nearest = nearestIssue(issue)
  if (nearest !== issue) return explain(nearest, keysAt)
  const { path } = issue
  const issues = issue.errors.flat()
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
export function keysOf(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [head, ...rest] = path
  if (head === undefined) return definitionsOf(schema).flatMap(({ shape }) => Object.keys(shape ?? {}))
  return schemasAt(schema, head).flatMap((inner) => keysOf(inner, rest))
}

function schemasAt(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  return definitionsOf(schema).flatMap(({ shape, valueType, element }) => {
    const inner = shape && Object.hasOwn(shape, key) ? shape[String(key)] : (valueType ?? element)
    return inner ?? []
  })
}

type Example = { readonly key: string; readonly text: string }

const EXAMPLE_CHARACTERS = 120

/** The example in the description of the key at a path, or of the nearest key above it, as JSON. */
export function exampleAt(schema: z.core.$ZodType, [head, ...rest]: Path): Example | undefined {
  if (head === undefined) return undefined
  for (const inner of schemasAt(schema, head)) {
    const deeper = exampleAt(inner, rest)
    if (deeper) return deeper
    const [example] = (globalRegistry.get(inner)?.examples as unknown[] | undefined) ?? []
    const text = example === undefined ? '' : JSON.stringify(example)
    if (text !== '' && text.length <= EXAMPLE_CHARACTERS) return { key: String(head), text }
  }
  return undefined
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
