import type { z } from 'zod'
import type { FetchSettings, NdjsonSource, SqlSource } from '../domain/sources.ts'
import { KeyError } from './key-error.ts'
import type { ndjson, sql } from './site-keys/sources.ts'

export type ReadSecret = (file: string, key: readonly PropertyKey[]) => string

export function ndjsonSourceOf(written: z.output<typeof ndjson>): NdjsonSource {
  const { type, path, key } = written
  return { type, ...mappingOf(written), fetch: { ...commonOf(written), path, key: listOf(key) } }
}

/** @throws KeyError */
export function sqlSourceOf(written: z.output<typeof sql>, index: number, readSecret: ReadSecret): SqlSource {
  const { type, query, key, changed, listen, databaseFile } = written
  const database = databaseFile
    ? readSecret(databaseFile, ['sources', index, 'databaseFile'])
    : (written.database as string)
  if (!/^(?:sqlite:.|postgres(?:ql)?:\/\/)/.test(database)) {
    throw new KeyError(
      ['sources', index, databaseFile ? 'databaseFile' : 'database'],
      'is neither sqlite:FILE nor postgres://…',
    )
  }
  if (listen && database.startsWith('sqlite:')) throw new KeyError(['sources', index, 'listen'], 'needs PostgreSQL')
  return {
    type,
    ...mappingOf(written),
    fetch: { ...commonOf(written), database, query, key: listOf(key), changed, listen },
  }
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}

/** The keys that all sources in running systems have, except `type`. */
type Common = Omit<z.output<typeof ndjson>, 'type' | 'path' | 'key'>

export function commonOf({ schedule, deadline, fullEvery }: Common): FetchSettings {
  return { schedule: schedule ?? null, deadline, fullEvery }
}

export function mappingOf({ name, article, values, languages }: Common) {
  return { name, article, values, languages }
}
