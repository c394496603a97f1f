import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { webUrl } from '../domain/url.ts'
import type { Outbound } from '../outbound/client.ts'
import { decoderFor } from './encoding.ts'
import { type FeedEntry, type FeedPage, parsePage } from './feed-page.ts'
import { dateOf, type Export, type ImportSettings } from './post.ts'
import { joinTranslations, type LinkedPost } from './translation-links.ts'

const PAGES_MAX = 2000

/** Reads feeds and the older documents that they name. `all` also tries `?paged=2` …, which WordPress understands. */
export async function feedExport(
  inputs: readonly string[],
  all: boolean,
  outbound: Pick<Outbound, 'request'>,
  settings: ImportSettings,
): Promise<Export> {
  const found = new Map<string, LinkedPost>()
  const visited = new Set<string>()
  for (const input of inputs) {
    let isGuess = false
    let number = 1
    for (let place: string | undefined = input; place !== undefined && !visited.has(place); ) {
      visited.add(place)
      const page: FeedPage | undefined = await pageAt(place, outbound).catch(({ message }: Error) => {
        if (!isGuess) settings.report('failed', message, place)
        return undefined
      })
      const countBefore = found.size
      for (const entry of page?.entries ?? []) addEntry(found, entry, page as FeedPage, place, settings)
      // Some sites answer any number with the newest page.
      if (!page || !webUrl(input) || (isGuess && found.size === countBefore) || visited.size > PAGES_MAX) break
      number += 1
      const guess = new URL(input)
      guess.searchParams.set('paged', `${number}`)
      isGuess = page.older === undefined
      place = isGuess ? (all ? guess.href : undefined) : webUrl(page.older ?? '', place)?.href
    }
  }
  return joinTranslations([...found.values()])
}

/** @throws Error with a message for the user */
async function pageAt(place: string, outbound: Pick<Outbound, 'request'>): Promise<FeedPage> {
  if (!webUrl(place)) return parsePage(decoderFor(readFileSync(place)).decode(readFileSync(place)))
  const { status, headers, body } = await outbound.request(place)
  if (status < 200 || status > 299) throw new Error(`the server answered ${status}`)
  return parsePage(
    decoderFor(body, /charset=["']?([\w.:-]{1,40})/i.exec(headers['content-type'] ?? '')?.[1]).decode(body),
  )
}

function addEntry(
  found: Map<string, LinkedPost>,
  { guid: id, language, image, files, ...entry }: FeedEntry,
  page: FeedPage,
  place: string,
  { report, spelled, language: fallback }: ImportSettings,
): void {
  const base = (webUrl(place) ?? webUrl(page.site ?? ''))?.href
  const url = [entry.url ?? '', id ?? '', base ?? ''].flatMap((address) => webUrl(address, base)?.href ?? [])[0]
  const guid = id?.trim() || url || ''
  const key = `${place}: ${guid || entry.title}`
  const published = dateOf(entry.published) ?? dateOf(page.date)
  if (found.has(guid)) return
  if (!url) report('failed', 'has no web address', key)
  else if (!published) report('failed', 'has no date', key)
  if (!url || !published) return
  if (!dateOf(entry.published)) report('changed', 'An entry without a date has the date of its feed', key)
  const updated = dateOf(entry.updated)
  const picture = image ?? files.find(({ type }) => type?.startsWith('image/'))?.url
  const names = new URL(url).pathname.split('/').map((part) => path.posix.parse(part).name)
  found.set(guid, {
    ...{ ...entry, key, guid, url, published, group: key, isDraft: false },
    language: spelled(language ?? fallback ?? page.language ?? ''),
    slug: names.findLast((name) => name !== '' && name !== 'index') ?? entry.title,
    suffix: createHash('sha256').update(guid).digest('hex').slice(0, 8),
    updated: updated && Date.parse(updated) > Date.parse(published) ? updated : undefined,
    image: picture ? { url: picture } : undefined,
    attachments: files.filter((file) => file.url !== picture),
  })
}
