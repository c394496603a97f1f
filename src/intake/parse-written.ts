import type { z } from 'zod'
import { shortened } from '../domain/path.ts'
import { variantSchema } from './article-schema.ts'
import { exampleAt, explain, keysOf, nearestIssue } from './explain.ts'
import { type Findings, type Path, PROBLEMS_MAX, Problem } from './problem.ts'

export type ParseOptions = {
  /** The path of the value in the file. */
  readonly base: Path
  /** The keys whose problems are errors, with values that replace them while the other problems are collected. */
  readonly essential: Readonly<Record<string, unknown>>
  readonly findings: Findings
}

/** `isComplete`: whether all essential keys are as written. If not, the value only serves to find more problems. */
export type Parsed<T> = { readonly value: T; readonly isComplete: boolean }

/**
 * Parses a value without the parts that do not match the schema: each becomes a problem, except `null`, which means that
 * there is no value. Left-out entries of lists are `undefined`, so the others keep their positions. The result is
 * `undefined` if nothing matches.
 */
export function parseWritten<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  { base, essential, findings }: ParseOptions,
): Parsed<z.output<S>> | undefined {
  const reported = new Set<string>()
  let value = raw
  let isComplete = true
  for (;;) {
    const result = schema.safeParse(value)
    if (result.success) return { value: result.data, isComplete }
    if (value === raw) value = copyOf(raw, LEVELS)
    for (const [index, defect] of result.error.issues.flatMap(defectsOf).entries()) {
      const { path, target } = defect
      const key = String(target[0])
      const isEssential = target.length === 0 || Object.hasOwn(essential, key)
      const id = JSON.stringify(path.map(String))
      if (index < PROBLEMS_MAX && !reported.has(id) && (isEssential || valueAt(value, path) !== null)) {
        findings.add(problemOf(defect, schema, base, isEssential))
        reported.add(id)
      }
      if (target.length === 0) return undefined
      if (isEssential) isComplete = false
      replace(value, target, isEssential ? essential[key] : undefined)
    }
  }
}

/** The deepest path in the schemas of articles: `attachments.0.alternatives.0.url`. */
const LEVELS = 5

function copyOf(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null || levels === 0) return value
  if (Array.isArray(value)) return value.map((entry) => copyOf(entry, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner, levels - 1)]))
}

type Defect = {
  readonly path: Path
  /** The part to leave out: a mapping goes with its missing key. */
  readonly target: Path
  readonly issue: z.core.$ZodIssue
}

function defectsOf(outer: z.core.$ZodIssue): Defect[] {
  const issue = nearestIssue(outer)
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const own = [...path, key]
      return { path: own, target: own, issue: { ...issue, keys: [key] } }
    })
  }
  const { message } = explain(issue, () => [])
  // A missing key of the article or variant itself is replaced, any other goes with the mapping that lacks it.
  return [{ path, target: message === 'is missing' && path.length > 1 ? path.slice(0, -1) : path, issue }]
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
}

function replace(value: unknown, target: Path, replacement: unknown): void {
  const parent = valueAt(value, target.slice(0, -1))
  if (typeof parent !== 'object' || parent === null) return
  const key = target.at(-1) as PropertyKey
  if (replacement !== undefined || Array.isArray(parent)) Object.assign(parent, { [key]: replacement })
  else delete (parent as Record<PropertyKey, unknown>)[key]
}

/** docs/decisions/0061 */
const PAGE = ' The page of an article is on your own website; this server makes none.'

const RELEASE = ' The article might appear too early, or stay too long. Write "status", "published" or "expires".'

function problemOf({ issue, path: inner }: Defect, schema: z.ZodType, base: Path, isEssential: boolean): Problem {
  const { message } = explain(issue, (at) => keysOf(schema, at))
  const path = [...base, ...inner]
  const key = path.at(-1)
  const isUnknown = issue.code === 'unrecognized_keys'
  const isMissing = message === 'is missing' || message === 'is empty'
  const error = isMissing ? (key === 'title' ? 'title_missing' : 'value_missing') : 'value_invalid'
  const subject = typeof key === 'number' ? `An entry of "${String(path.at(-2))}"` : `"${shortened(String(key))}"`
  const example = isUnknown ? undefined : exampleAt(schema, inner)
  const remedy = example ? ` Write "${example.key}" like ${example.text}.` : isUnknown && isEssential ? RELEASE : ''
  const reason = isMissing && schema === variantSchema && key === 'url' ? PAGE : ''
  return new Problem(
    isEssential ? (isUnknown ? 'release_unclear' : error) : isUnknown ? 'key_unknown' : 'value_ignored',
    path,
    `${key === undefined ? 'The file' : subject} ${message}.${remedy}${reason}`,
  )
}
