import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { webUrl } from '../domain/url.ts'
import { decoded } from '../fetching/encoding.ts'
import { readDocument } from '../fetching/feed/document.ts'
import { historyOf, type Step } from '../fetching/feed/history.ts'
import { type FeedPage, parsePage } from '../fetching/feed/page.ts'
import type { Outbound } from '../outbound/client.ts'
import type { FeedEntry } from '../sources/feed-record.ts'
import type { Export, ImportSettings } from './post.ts'
import { joinTranslations, type LinkedPost } from './translation-links.ts'

/** Reads feeds and the older documents that they name. `all` also tries `?paged=2` …, which WordPress understands. */
export async function feedExport(
  inputs: readonly string[],
  all: boolean,
  outbound: Pick<Outbound, 'request'>,
  settings: ImportSettings,
): Promise<Export> {
  const postByKey = new Map<string, LinkedPost>()
  for (const input of inputs) {
    const pages = historyOf(input, all, (step) =>
      pageAt(step, outbound).catch(({ message }: Error) => {
        settings.report('failed', message, step.place)
        return undefined
      }),
    )
    for await (const { step, page } of pages) {
      const countBefore = postByKey.size
      for (const entry of page.entries) addEntry(postByKey, entry, page, step.place, settings)
      // Some sites answer any number with the newest page.
      if (step.isGuess && postByKey.size === countBefore) break
    }
  }
  return joinTranslations([...postByKey.values()])
}

/** @throws Error with a message for the user */
async function pageAt({ place, isGuess }: Step, outbound: Pick<Outbound, 'request'>): Promise<FeedPage | undefined> {
  if (webUrl(place)) return (await readDocument(place, outbound, { isGuess })).page
  return parsePage(decoded(readFileSync(place)), place)
}

function addEntry(
  found: Map<string, LinkedPost>,
  { url, language, image, ...entry }: FeedEntry,
  page: FeedPage,
  place: string,
  { report, spelled, language: fallback }: ImportSettings,
): void {
  const { guid } = entry
  const key = `${place}: ${guid || entry.title}`
  const published = entry.published ?? page.date
  if (found.has(guid)) return
  if (!url) report('failed', 'has no web address', key)
  else if (!published) report('failed', 'has no date', key)
  if (!url || !published) return
  if (!entry.published) report('changed', 'An entry without a date has the date of its feed', key)
  const names = new URL(url).pathname.split('/').map((part) => path.posix.parse(part).name)
  found.set(guid, {
    ...{ ...entry, key, url, published, group: key, isDraft: false, image },
    language: spelled(language ?? fallback ?? page.language ?? ''),
    slug: names.findLast((name) => name !== '' && name !== 'index') ?? entry.title,
    suffix: createHash('sha256').update(guid).digest('hex').slice(0, 8),
  })
}
