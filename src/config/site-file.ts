import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import { AppError } from '../domain/errors.ts'
import { dotted } from '../domain/path.ts'
import type { Site } from '../domain/site.ts'
import { explain, keysOf } from '../intake/explain.ts'
import { jsonSchemaOf } from '../intake/json-schema.ts'
import { placesIn } from '../sources/places.ts'
import { KeyError, siteOf } from './site.ts'
import { siteSchema } from './site-schema.ts'

/**
 * Reads `site.yaml` of a data folder.
 * @throws AppError `config_invalid`: one sentence that names the file, the line and the key.
 */
export function readSite(folder: string, feedUrl: string | undefined): Site {
  const file = path.join(folder, 'site.yaml')
  const fail = (message: string): never => {
    throw new AppError('config_invalid', `${file}: ${message}`)
  }
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    return fail(`${why}; a newsroom begins with \`npx polyfeed init ${folder}\``)
  }
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) fail(`line ${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  const places = placesIn(document, lines)
  const failAt = (key: readonly PropertyKey[], message: string): never =>
    fail(`line ${places(key)}: ${dotted(key) || 'the file'} ${message}`)
  const result = siteSchema.safeParse(valuesOf(document, fail))
  if (!result.success) {
    const { path: key, message } = explain(result.error.issues[0] as never, (keys) => keysOf(siteSchema, keys))
    return failAt(key, message)
  }
  try {
    return siteOf(result.data, feedUrl)
  } catch (error) {
    if (error instanceof KeyError) return failAt(error.key, error.message)
    throw error
  }
}

function valuesOf(document: Document, fail: (message: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    // An alias without its anchor, or too many of them.
    return fail(`line 1: ${(error as Error).message}`)
  }
}

/** JSON Schema of `site.yaml`, for editors. */
export function siteJsonSchema(): object {
  return { ...jsonSchemaOf(siteSchema), title: 'site.yaml of Polyfeed' }
}
