import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage, languageAdvice } from '../domain/language.ts'
import { keyPath } from '../domain/path.ts'
import type { Headlines, Site } from '../domain/site.ts'
import { explain, keysOf } from '../intake/explain.ts'
import { jsonSchemaOf } from '../intake/json-schema.ts'
import { lineFinder } from '../sources/places.ts'
import { isWrittenOtherwise, takeKeysAsWritten, toWritten } from '../sources/written-scalars.ts'
import { KeyError } from './key-error.ts'
import { siteOf } from './site.ts'
import { headlinesSchema } from './site-keys/publishing.ts'
import { siteSchema } from './site-schema.ts'

/** @throws AppError `config_invalid`: one sentence that names the file, the line and the key. */
export function readSite(folder: string, feedUrl: string | undefined): Site {
  const file = path.join(folder, 'site.yaml')
  const readSecret = (name: string, key: readonly PropertyKey[]): string => {
    try {
      const secret = readFileSync(path.resolve(folder, name), 'utf8').trim()
      if (secret.length >= 16) return secret
    } catch (error) {
      throw new KeyError(key, `names ${name}, which cannot be read: ${(error as Error).message}`)
    }
    throw new KeyError(key, `names ${name}, which has fewer than 16 characters`)
  }
  try {
    return readKey(file, siteSchema, [], (written) => siteOf(written, feedUrl, readSecret))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const hint = error.isMissing ? `; to create a newsroom, run \`npx polyfeed init ${folder}\`` : ''
    throw new AppError('config_invalid', `${file}: ${error.message}${hint}`)
  }
}

/**
 * Editors rank headlines while the server runs, so each call reads `site.yaml` again if it has changed. If that fails,
 * the result has the last valid blocks and the problem.
 */
export function currentHeadlines(folder: string): () => { blocks: Headlines; problems: readonly Quarantined[] } {
  const file = path.join(folder, 'site.yaml')
  const state = { stamp: '', blocks: new Map() as Headlines, problems: [] as Quarantined[] }
  return () => {
    const { mtimeMs = 0, size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {}
    if (state.stamp === `${mtimeMs} ${size}`) return state
    state.stamp = `${mtimeMs} ${size}`
    try {
      state.blocks = readKey(file, headlinesSchema, ['headlines'], (blocks) => new Map(Object.entries(blocks)))
      state.problems = []
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      const message = `The headlines cannot be read: ${error.message}. The last valid headlines stay in use.`
      state.problems = [{ file: 'site.yaml', place: 'headlines', reason: 'headlines_invalid', message }]
    }
    return state
  }
}

/** A line for each language of a valid `site.yaml` that feeds spell otherwise, or that is the code of a country. */
export function respelledLanguages(folder: string): string[] {
  const lines = new LineCounter()
  const document = parseDocument(readText(path.join(folder, 'site.yaml')), { lineCounter: lines, prettyErrors: false })
  const written: unknown = (valuesOf(document) as Record<string, unknown>).languages
  return (Array.isArray(written) ? written : []).flatMap((tag, index) => {
    const canonical = canonicalLanguage(String(tag))
    const advice = languageAdvice(String(tag))
    if (canonical === undefined || (canonical === tag && advice === '')) return []
    const place = `line ${lineFinder(document, lines)(['languages', index])}, languages[${index}]`
    return canonical === tag
      ? `site.yaml: ${place}: "${tag}" is the code of a country.${advice}`
      : `site.yaml: ${place}: "${tag}" is "${canonical}" in feeds and addresses, its canonical form (BCP 47).`
  })
}

class FileError extends Error {
  readonly isMissing: boolean
  constructor(message: string, isMissing = false) {
    super(message)
    this.isMissing = isMissing
  }
}

/** Reads the value at the key `base` of a YAML file. @throws FileError with the line and the key */
function readKey<S extends z.ZodType, T>(
  file: string,
  schema: S,
  base: readonly string[],
  convert: (written: z.output<S>) => T,
): T {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw new FileError(`line ${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  const places = lineFinder(document, lines)
  const errorAt = (key: readonly PropertyKey[], message: string) =>
    new FileError(`line ${places(key)}: ${keyPath(key) || 'the file'} ${message}`)
  const result = parseTexts(document, schema, base)
  if (!result.success) {
    const { path: key, message } = explain(result.error.issues[0] as never, (keys) => keysOf(schema, keys))
    throw errorAt([...base, ...key], message)
  }
  try {
    return convert(result.data)
  } catch (error) {
    if (error instanceof KeyError) throw errorAt(error.key, error.message)
    throw error
  }
}

/** Values that the schema wants as texts are the texts that were written: `title: 1.10`. */
function parseTexts<S extends z.ZodType>(document: Document, schema: S, base: readonly string[]) {
  takeKeysAsWritten(document)
  for (;;) {
    const values = base.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], valuesOf(document))
    const result = schema.safeParse(values)
    const nodes = wantedTexts(result.error?.issues ?? []).map((path) => document.getIn([...base, ...path], true))
    const texts = nodes.filter(isWrittenOtherwise)
    if (texts.length === 0) return result
    texts.forEach(toWritten)
  }
}

function wantedTexts(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[] = []): PropertyKey[][] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path]
    if (issue.code === 'invalid_union') return wantedTexts(issue.errors.flat(), path)
    return issue.code === 'invalid_type' && issue.expected === 'string' ? [path] : []
  })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new FileError(isMissing ? 'the file does not exist' : (error as Error).message, isMissing)
  }
}

function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    // An alias has no anchor, or there are too many aliases.
    throw new FileError(`line 1: ${(error as Error).message}`)
  }
}

/** JSON Schema of `site.yaml`, for editors. */
export function siteJsonSchema(): object {
  return { ...jsonSchemaOf(siteSchema), title: 'site.yaml of Polyfeed' }
}
