import { pointer } from '../domain/path.ts'
import type { RecordSource } from '../domain/sources.ts'
import { articleOfFeed, type FeedRecord } from './feed-record.ts'
import { jsonOf } from './json.ts'
import type { Source } from './record.ts'

/** A source whose articles a running system gave. The store has them, so nothing is read from a disk. */
export function recordSource({ name, type, article }: RecordSource, dataFolder: string): Source {
  const inStore = (): never => {
    throw new Error(`the records of ${name} are in the store`)
  }
  return {
    name,
    prefix: `${name}:`,
    folder: () => dataFolder,
    scan: () => [],
    read: inStore,
    parse: inStore,
    parseRecord: async (file, body) => {
      const written = jsonOf(body)
      const raw = type === 'feed' && article === undefined ? articleOfFeed(written as FeedRecord) : written
      return { file, raw: withDefaultId(raw, file.slice(name.length + 1)), place: pointer }
    },
  }
}

function withDefaultId(raw: unknown, id: string): unknown {
  return raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? { id, ...raw } : raw
}
