import { z } from 'zod'
import { canonicalLanguage, type Language } from '../domain/language.ts'
import type { FeedMatch, FeedSource } from '../domain/sources.ts'
import { commonOf, mappingOf, type ReadSecret } from './fetched-sources.ts'
import { KeyError } from './key-error.ts'
import type { feed } from './site-keys/sources.ts'

type Written = z.output<typeof feed>

/** @throws KeyError */
export function feedSourceOf(
  written: Written,
  index: number,
  languages: readonly Language[],
  readSecret: ReadSecret,
): FeedSource {
  const { type, url, language, history } = written
  const feeds = Object.entries(typeof url === 'string' ? { [language ?? '']: url } : url).map(([tag, address]) => {
    const canonical = canonicalLanguage(tag)
    if (tag !== '' && !(canonical && languages.includes(canonical))) {
      throw new KeyError(['sources', index, 'url', tag], 'is not one of the languages of this site')
    }
    return { url: address, language: canonical }
  })
  const match = matchOf(written.match, ['sources', index, 'match', 'file'], readSecret)
  return { type, ...mappingOf(written), fetch: { ...commonOf(written), feeds, languages, history, match } }
}

function matchOf(written: Written['match'], key: readonly PropertyKey[], readSecret: ReadSecret): FeedMatch {
  if (written.by !== 'file') return written
  const { by, file } = written
  const groups = groupsOf(file, readSecret(file, key))
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
