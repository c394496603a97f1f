import type { Request, Response } from 'express'
import { textDocument } from '../documents/document.ts'
import { type Serving, serveDocument } from '../documents/serve-document.ts'
import type { CleanHtml, Entry, Instant } from '../domain/article.ts'
import type { RefreshReport } from '../domain/refresh-report.ts'
import { channelDetails } from '../feeds/channel-details.ts'
import { compose, FORMAT_SPECS, fragmentOf } from '../feeds/compose.ts'
import { plainRendition } from '../feeds/format.ts'
import { eventId } from '../feeds/ids.ts'
import { html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import { createResponseCounts } from '../http/response-counts.ts'
import { dateIn } from '../i18n/formats.ts'
import type { Occurrence } from '../store/conditions.ts'
import type { Store } from '../store/port.ts'
import { type Condition, sectionOf, sentenceOf } from './conditions.ts'
import type { Context } from './view.ts'

export const STATE_PATH = '/admin/state.atom'

const ENTRIES_MAX = 100
const REFRESHES_MAX = 50

/** Express counts the answer, and operators have no limits. */
const UNCOUNTED: Serving = {
  limits: { chargeDownload: () => undefined, chargeComputation: () => undefined },
  findDeltaBase: () => undefined,
  responseCounts: createResponseCounts(),
}

type StateFeed = Omit<Context, 'now'> & {
  /** The address that was asked for. */
  readonly self: string
  readonly occurrences: readonly Occurrence<Condition>[]
  /** The newest first. */
  readonly refreshes: readonly RefreshReport[]
}

/** Answers with the feed. Its `self` is the requested address with its token, as the RSS profile wants it. */
export async function serveStateFeed(
  request: Request,
  response: Response,
  store: Pick<Store, 'conditions' | 'refreshes'>,
  context: Omit<Context, 'now'>,
): Promise<void> {
  const { language, site } = context
  const self = site.feedUrl + STATE_PATH + (URL.parse(request.url, site.feedUrl)?.search ?? '')
  const [occurrences, refreshes] = [await store.conditions<Condition>(), await store.refreshes(REFRESHES_MAX)]
  const { text, updated } = stateFeed({ ...context, self, occurrences, refreshes })
  const document = textDocument(text, {
    ...{ mediaType: `${FORMAT_SPECS.atom.mediaType}; charset=utf-8`, languages: [language], surrogateKeyField: [] },
    ...{ lastModified: updated, cacheControl: 'private, no-cache' },
    vary: 'Accept-Encoding, Accept-Language, Authorization',
    fields: ['X-Robots-Tag', 'noindex', 'Referrer-Policy', 'no-referrer'],
  })
  return serveDocument(request, response, document, UNCOUNTED)
}

/** RFC 4287: conditions and failed refreshes, the last change first. All dates are those of the store. */
function stateFeed(feed: StateFeed) {
  const { site, catalog, language, self, refreshes } = feed
  const failures = failuresIn(refreshes)
  const isListed = ({ condition: { kind }, began }: Occurrence<Condition>): boolean =>
    kind === 'refresh' && failures.some((failure) => failure.began <= began && began <= (failure.ended ?? began))
  const entries = [...failures, ...feed.occurrences.filter((one) => !isListed(one))]
    .map((occurrence) => entryOf(feed, occurrence))
    .sort((a, b) => b.variant.updated - a.variant.updated)
    .slice(0, ENTRIES_MAX)
  // A feed without entries has the date of the authority (RFC 4151 §2.1), which never changes.
  const updated = entries[0]?.variant.updated ?? Date.parse(site.authority.replace(/.*,/, ''))
  const rendition = plainRendition('full')
  const channel = {
    ...{ id: eventId(site.authority), language, descriptionLanguage: language, updated },
    title: catalog.t(language, 'admin:title', { site: siteTitle(site, language) }),
    description: catalog.t(language, 'admin:health.feed'),
    ...{ home: `${site.feedUrl}/admin/`, self: { rss: self, atom: self, json: self } },
    // Those of articles do not apply.
    details: { ...channelDetails(site, language), categories: [], rights: null, license: null, support: null },
    author: { name: siteTitle(site, language), url: site.baseUrl },
    ...{ siblings: [], hubs: [], history: { kind: 'subscription', prev: null } as const, interval: site.interval },
  }
  const fragments = entries.map((entry) => fragmentOf('atom', entry, { authority: site.authority, rendition }))
  return { text: compose('atom', { channel, tombstones: [], rendition }, fragments).toString(), updated }
}

/** Refreshes that failed after one that succeeded, until the next that did. */
function failuresIn(refreshes: readonly RefreshReport[]): Occurrence<Condition>[] {
  return refreshes.flatMap((report, index) => {
    if (report.ok || !refreshes[index + 1]?.ok) return []
    const ended = refreshes.slice(0, index).findLast(({ ok }) => ok)?.at ?? null
    return { condition: { id: 'failed', kind: 'refresh', detail: report.error }, began: report.at, ended }
  })
}

function entryOf(feed: StateFeed, { condition, began, ended }: Occurrence<Condition>): Entry {
  const { site, language } = feed
  const dates = [began, ...(ended === null ? [] : [ended])].map((at) => dateIn(language, site.timeZone, at))
  const content = html`<p>${dates.join(' – ')}</p>${condition.detail && html`<p lang="en" dir="ltr">${condition.detail}</p>`}`
  return {
    id: eventId(site.authority, condition.id, began),
    ...{ translations: [], terms: [], notices: [], readOn: null, isFallback: false },
    variant: {
      ...{ article: condition.id, language, status: 'published', expires: null, returned: null },
      ...{ published: inSeconds(began), updated: inSeconds(ended ?? began) },
      title: sentenceOf(feed, condition, ended !== null),
      ...{ summary: '', content: content.text as CleanHtml, url: `${site.feedUrl}/admin/#${sectionOf(condition)}` },
      ...{ terms: [], authors: [], translator: null, image: null, attachments: [], source: null, correction: null },
    },
  }
}

function inSeconds(at: number): Instant {
  return Math.floor(at / 1000) * 1000
}
