import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { keyPath } from '../domain/path.ts'
import { explain, keysOf } from '../intake/explain.ts'
import { lineFinder } from '../sources/places.ts'
import { isWrittenOtherwise, takeKeysAsWritten, toWritten } from '../sources/written-scalars.ts'
import { type Key, KeyError } from './key-error.ts'

/** A file that cannot be used. */
export class FileError extends Error {
  /** `line 3, languages`; empty if the problem concerns the whole file. */
  readonly place: string
  readonly isMissing: boolean
  constructor(message: string, place = '', isMissing = false) {
    super(message)
    this.place = place
    this.isMissing = isMissing
  }
}

/** Reads YAML by a schema, and passes the values on to `convert`. @throws FileError with the line and the key */
export function parseYaml<S extends z.ZodType, T>(text: string, schema: S, convert: (written: z.output<S>) => T): T {
  const { document, lineOf } = documentOf(text)
  const errorAt = (key: Key, message: string): FileError => {
    const [line, name] = [`line ${lineOf(key)}`, keyPath(key)]
    return new FileError(`${line}: ${name || 'the file'} ${message}`, name ? `${line}, ${name}` : line)
  }
  const result = parseTexts(document, schema)
  if (!result.success) {
    const { path: key, message } = explain(result.error.issues[0] as never, (keys) => keysOf(schema, keys))
    throw errorAt(key, message)
  }
  try {
    return convert(result.data)
  } catch (error) {
    if (error instanceof KeyError) throw errorAt(error.key, error.message)
    throw error
  }
}

/** @throws FileError if the text is not YAML */
export function documentOf(text: string) {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (!problem) return { document, lineOf: lineFinder(document, lines) }
  const line = `line ${lines.linePos(problem.pos[0]).line}`
  throw new FileError(`${line}: ${problem.message}`, line)
}

/** Values that the schema wants as texts are the texts that were written: `title: 1.10`. */
function parseTexts<S extends z.ZodType>(document: Document, schema: S) {
  takeKeysAsWritten(document)
  for (;;) {
    const result = schema.safeParse(valuesOf(document))
    const nodes = wantedTexts(result.error?.issues ?? []).map((path) => document.getIn(path, true))
    const texts = nodes.filter(isWrittenOtherwise)
    if (texts.length === 0) return result
    texts.forEach(toWritten)
  }
}

function wantedTexts(issues: readonly z.core.$ZodIssue[], base: Key = []): PropertyKey[][] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code === 'invalid_union') return wantedTexts(issue.errors.flat(), path)
    return issue.code === 'invalid_type' && issue.expected === 'string' ? [path] : []
  })
}

/** @throws FileError */
export function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    // An alias has no anchor, or there are too many aliases.
    throw new FileError(`line 1: ${(error as Error).message}`, 'line 1')
  }
}
