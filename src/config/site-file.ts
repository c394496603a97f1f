import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage, languageAdvice } from '../domain/language.ts'
import { keyPath } from '../domain/path.ts'
import type { Headlines, Site } from '../domain/site.ts'
import { explain, keysOf } from '../intake/explain.ts'
import { lineFinder } from '../sources/places.ts'
import { isWrittenOtherwise, takeKeysAsWritten, toWritten } from '../sources/written-scalars.ts'
import { KeyError } from './key-error.ts'
import { siteOf } from './site.ts'
import { siteSchema, type WrittenSite } from './site-schema.ts'

/** The settings of `site.yaml`, and the files that were read for them. */
export type SiteFile = { readonly site: Site; readonly headlines: Headlines; readonly files: readonly string[] }

/** @throws AppError `config_invalid`: one sentence that names the file, the line and the key. */
export function readSite(folder: string, feedUrl: string | undefined): SiteFile {
  try {
    return parseSite(folder, feedUrl)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const hint = error.isMissing ? `; to create a newsroom, run \`npx polyfeed init ${folder}\`` : ''
    throw new AppError('config_invalid', `${path.join(folder, 'site.yaml')}: ${error.message}${hint}`)
  }
}

/** The same while the server runs: an invalid file is a problem. */
export function rereadSite(folder: string, feedUrl: string | undefined): SiteFile | Quarantined {
  try {
    return parseSite(folder, feedUrl)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const message = `site.yaml cannot be read: ${error.message}. The last valid settings stay in use.`
    return { file: 'site.yaml', place: error.place, reason: 'config_invalid', message }
  }
}

function parseSite(folder: string, feedUrl: string | undefined): SiteFile {
  const file = path.join(folder, 'site.yaml')
  const files = [file]
  const text = (name: string, key: readonly PropertyKey[]): string => {
    files.push(path.resolve(folder, name))
    try {
      return readFileSync(path.resolve(folder, name), 'utf8').trimEnd()
    } catch (error) {
      throw new KeyError(key, `names ${name}, which cannot be read: ${(error as Error).message}`)
    }
  }
  const secret = (name: string, key: readonly PropertyKey[]): string => {
    const written = text(name, key).trim()
    if (written.length < 16) throw new KeyError(key, `names ${name}, which has fewer than 16 characters`)
    return written
  }
  return readFile(file, (written) => ({
    site: siteOf(written, feedUrl, { secret, text }),
    headlines: new Map(Object.entries(written.headlines)),
    files,
  }))
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
  /** `line 3, languages`; empty if the problem concerns the whole file. */
  readonly place: string
  readonly isMissing: boolean
  constructor(message: string, place = '', isMissing = false) {
    super(message)
    this.place = place
    this.isMissing = isMissing
  }
}

/** @throws FileError with the line and the key */
function readFile<T>(file: string, convert: (written: WrittenSite) => T): T {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) {
    const line = `line ${lines.linePos(problem.pos[0]).line}`
    throw new FileError(`${line}: ${problem.message}`, line)
  }
  const places = lineFinder(document, lines)
  const errorAt = (key: readonly PropertyKey[], message: string) => {
    const line = `line ${places(key)}`
    const name = keyPath(key)
    return new FileError(`${line}: ${name || 'the file'} ${message}`, name ? `${line}, ${name}` : line)
  }
  const result = parseTexts(document)
  if (!result.success) {
    const { path: key, message } = explain(result.error.issues[0] as never, (keys) => keysOf(siteSchema, keys))
    throw errorAt(key, message)
  }
  try {
    return convert(result.data)
  } catch (error) {
    if (error instanceof KeyError) throw errorAt(error.key, error.message)
    throw error
  }
}

/** Values that the schema wants as texts are the texts that were written: `title: 1.10`. */
function parseTexts(document: Document) {
  takeKeysAsWritten(document)
  for (;;) {
    const result = siteSchema.safeParse(valuesOf(document))
    const nodes = wantedTexts(result.error?.issues ?? []).map((path) => document.getIn(path, true))
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
    throw new FileError(isMissing ? 'the file does not exist' : (error as Error).message, '', isMissing)
  }
}

function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    // An alias has no anchor, or there are too many aliases.
    throw new FileError(`line 1: ${(error as Error).message}`, 'line 1')
  }
}
