import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { dotted } from '../domain/path.ts'
import type { Headlines, Site } from '../domain/site.ts'
import { explain, keysOf } from '../intake/explain.ts'
import { jsonSchemaOf } from '../intake/json-schema.ts'
import { placesIn } from '../sources/places.ts'
import { KeyError } from './key-error.ts'
import { siteOf } from './site.ts'
import { headlinesSchema } from './site-keys/publishing.ts'
import { siteSchema } from './site-schema.ts'

/**
 * Reads `site.yaml` of a data folder.
 * @throws AppError `config_invalid`: one sentence that names the file, the line and the key.
 */
export function readSite(folder: string, feedUrl: string | undefined): Site {
  const file = path.join(folder, 'site.yaml')
  const secretIn = (name: string, key: readonly PropertyKey[]): string => {
    try {
      const secret = readFileSync(path.resolve(folder, name), 'utf8').trim()
      if (secret.length >= 16) return secret
    } catch (error) {
      throw new KeyError(key, `names ${name}, which cannot be read: ${(error as Error).message}`)
    }
    throw new KeyError(key, `names ${name}, which has fewer than 16 characters`)
  }
  try {
    return read(file, siteSchema, [], (written) => siteOf(written, feedUrl, secretIn))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const hint = error.missing ? `; a newsroom begins with \`npx polyfeed init ${folder}\`` : ''
    throw new AppError('config_invalid', `${file}: ${error.said}${hint}`)
  }
}

/**
 * The blocks of headlines as `site.yaml` has them now: an editor ranks them while the server runs. Read again whenever
 * the file has changed; where it cannot be, what was there before goes on being used, and the problem is named.
 */
export function currentHeadlines(folder: string): () => { blocks: Headlines; problems: readonly Quarantined[] } {
  const file = path.join(folder, 'site.yaml')
  const last = { stamp: '', blocks: new Map() as Headlines, problems: [] as Quarantined[] }
  return () => {
    const { mtimeMs = 0, size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {}
    if (last.stamp === `${mtimeMs} ${size}`) return last
    last.stamp = `${mtimeMs} ${size}`
    try {
      last.blocks = read(file, headlinesSchema, ['headlines'], (blocks) => new Map(Object.entries(blocks)))
      last.problems = []
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      const message = `The headlines cannot be read: ${error.said}. What was there before goes on being used.`
      last.problems = [{ file: 'site.yaml', place: 'headlines', reason: 'headlines_invalid', message }]
    }
    return last
  }
}

class FileError extends Error {
  readonly said: string
  readonly missing: boolean
  constructor(said: string, missing = false) {
    super(said)
    this.said = said
    this.missing = missing
  }
}

/** Reads what stands at a key of a YAML file. @throws FileError that says what is wrong, and at which line and key */
function read<S extends z.ZodType, T>(
  file: string,
  schema: S,
  base: readonly string[],
  made: (written: z.output<S>) => T,
): T {
  const source = sourceOf(file)
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw new FileError(`line ${lines.linePos(problem.pos[0]).line}: ${problem.message}`)
  const places = placesIn(document, lines)
  const at = (key: readonly PropertyKey[], message: string) =>
    new FileError(`line ${places(key)}: ${dotted(key) || 'the file'} ${message}`)
  const values = base.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], valuesOf(document))
  const result = schema.safeParse(values)
  if (!result.success) {
    const { path: key, message } = explain(result.error.issues[0] as never, (keys) => keysOf(schema, keys))
    throw at([...base, ...key], message)
  }
  try {
    return made(result.data)
  } catch (error) {
    if (error instanceof KeyError) throw at(error.key, error.message)
    throw error
  }
}

function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new FileError(missing ? 'there is no such file' : (error as Error).message, missing)
  }
}

function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    // An alias without its anchor, or too many of them.
    throw new FileError(`line 1: ${(error as Error).message}`)
  }
}

/** JSON Schema of `site.yaml`, for editors. */
export function siteJsonSchema(): object {
  return { ...jsonSchemaOf(siteSchema), title: 'site.yaml of Polyfeed' }
}
