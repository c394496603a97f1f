import { z } from 'zod'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { FeedMatch, FeedSource, NdjsonSource, SqlSource } from '../domain/sources.ts'
import { type Key, KeyError, type SiteFiles } from './key-error.ts'
import type { feed, ndjson, sql } from './site-keys/sources.ts'

/** The keys that all sources in running systems have. */
type Common = Omit<z.output<typeof ndjson>, 'type' | 'path' | 'key' | 'values'> & Pick<NdjsonSource, 'values'>

/** A source in a running system. `settings` are what only fetching needs. @throws KeyError */
export function fetchedSource<Type extends string, Settings extends object>(
  written: Common & { readonly type: Type },
  settings: Settings,
  key: Key,
  files: SiteFiles,
) {
  const { type, name, article, values, languages, schedule = null, deadline, fullEvery } = written
  const { scheme, secretFile } = written.webhook ?? {}
  const secret = secretFile && files.secret(secretFile, [...key, 'webhook', 'secretFile'])
  const webhook = scheme && secret ? { webhook: { scheme, secret } } : {}
  return {
    ...{ type, name, article, values, languages },
    fetch: { ...{ schedule, deadline, fullEvery }, ...webhook, ...settings },
  }
}

export function ndjsonSource(written: z.output<typeof ndjson>, key: Key, files: SiteFiles): NdjsonSource {
  return fetchedSource(written, { path: written.path, key: [written.key].flat() }, key, files)
}

/** @throws KeyError */
export function sqlSource(written: z.output<typeof sql>, key: Key, files: SiteFiles): SqlSource {
  const { query, changed, listen, databaseFile } = written
  const name = databaseFile ? 'databaseFile' : 'database'
  const database = databaseFile ? files.secret(databaseFile, [...key, name]) : (written.database as string)
  if (!/^(?:sqlite:.|postgres(?:ql)?:\/\/)/.test(database)) {
    throw new KeyError([...key, name], 'is neither sqlite:FILE nor postgres://…')
  }
  if (listen && database.startsWith('sqlite:')) throw new KeyError([...key, 'listen'], 'needs PostgreSQL')
  return fetchedSource(written, { database, query, key: [written.key].flat(), changed, listen }, key, files)
}

/** @throws KeyError */
export function feedSource(
  written: z.output<typeof feed>,
  key: Key,
  languages: readonly Language[],
  files: SiteFiles,
): FeedSource {
  const { url, language = '', history } = written
  const feeds = Object.entries(typeof url === 'string' ? { [language]: url } : url).map(([tag, address]) => {
    const canonical = canonicalLanguage(tag)
    if (tag !== '' && !(canonical && languages.includes(canonical))) {
      throw new KeyError([...key, 'url', tag], 'is not one of the languages of this site')
    }
    return { url: address, language: canonical }
  })
  const match = matchOf(written.match, [...key, 'match', 'file'], files)
  return fetchedSource(written, { feeds, languages, history, match }, key, files)
}

function matchOf(written: z.output<typeof feed>['match'], key: Key, files: SiteFiles): FeedMatch {
  if (written.by !== 'file') return written
  const { by, file } = written
  const groups = groupsOf(file, files.text(file, key))
  if (groups) return { by, groups }
  throw new KeyError(key, `names ${file}, which is neither CSV nor a JSON list of lists of texts`)
}

const members = z.union([z.array(z.string()), z.record(z.string(), z.string()).transform(Object.values<string>)])
const lists = z.union([z.array(members), z.record(z.string(), members).transform(Object.values<string[]>)])

function groupsOf(file: string, content: string): string[][] | undefined {
  if (!file.endsWith('.json')) {
    const cells = (line: string): string[] =>
      [...line.matchAll(/"((?:[^"]|"")*)"|[^",]+/g)].map(([written, quoted]) =>
        (quoted?.replaceAll('""', '"') ?? written).trim(),
      )
    return content.split(/\r?\n/).map((line) => cells(line).filter((cell) => cell !== ''))
  }
  try {
    return lists.safeParse(JSON.parse(content)).data
  } catch {
    return undefined
  }
}
