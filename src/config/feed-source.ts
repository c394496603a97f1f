import { z } from 'zod'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { FeedMatch, FeedSource } from '../domain/sources.ts'
import { commonOf, type ReadSecret } from './fetched-sources.ts'
import { KeyError } from './key-error.ts'
import type { feed } from './site-keys/feed-source.ts'

type Written = z.output<typeof feed>

/** @throws KeyError */
export function feedSourceOf(
  written: Written,
  index: number,
  languages: readonly Language[],
  readSecret: ReadSecret,
): FeedSource {
  const { type, name, url, language, history } = written
  const feeds = Object.entries(typeof url === 'string' ? { [language ?? '']: url } : url).map(([tag, address]) => {
    const canonical = canonicalLanguage(tag)
    if (tag !== '' && !(canonical && languages.includes(canonical))) {
      throw new KeyError(['sources', index, 'url', tag], 'is not one of the languages of this site')
    }
    return { url: address, language: canonical }
  })
  const match = matchOf(written.match, ['sources', index, 'match'], readSecret)
  return { type, name, fetch: { ...commonOf(written), feeds, languages, history, match } }
}

function matchOf({ by, ...options }: Written['match'], key: readonly PropertyKey[], readSecret: ReadSecret): FeedMatch {
  const required = (name: keyof typeof options): string => {
    const value = options[name]
    if (value !== undefined) return value
    throw new KeyError([...key, 'by'], `needs ${name}`)
  }
  if (by === 'hreflang') return { by }
  if (by === 'category') return { by, prefix: required('prefix') }
  if (by === 'guid') {
    const pattern = required('pattern')
    if (groupsIn(pattern) === 1) return { by, pattern }
    throw new KeyError([...key, 'pattern'], 'is not a regular expression with one group')
  }
  const file = required('file')
  const groups = groupsOf(file, readSecret(file, [...key, 'file']))
  if (groups) return { by, groups }
  throw new KeyError([...key, 'file'], `names ${file}, which is neither CSV nor a JSON list of lists of texts`)
}

function groupsIn(pattern: string): number | undefined {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 0) - 1
  } catch {
    return undefined
  }
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
