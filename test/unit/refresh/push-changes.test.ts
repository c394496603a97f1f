import { expect, test } from 'vitest'
import type { FeedState } from '../../../src/domain/feed.ts'
import type { Site } from '../../../src/domain/site.ts'
import { pushChanges } from '../../../src/refresh/push-changes.ts'
import type { NewOutboxRow } from '../../../src/store/outbox.ts'
import { lang, siteOf } from '../../support/desk.ts'

const HUB = 'https://hub.example/'
const INSTANT = Date.UTC(2026, 0, 1)
const FEED: FeedState = {
  scope: { language: lang('uk'), kind: 'all' },
  ...{ version: 'b', updated: INSTANT, lastModified: INSTANT, touched: INSTANT, label: '', items: 1, older: null },
}

/** When the pings of a change are due. */
async function dueOf(cdn: Site['cdn']): Promise<Set<number | null>> {
  const rows: NewOutboxRow[] = []
  const site = { ...siteOf({ hub: { own: false, external: [HUB] } }), cdn }
  const writer = {
    markTopics: async () => undefined,
    putPings: async (pings: readonly NewOutboxRow[]) => void rows.push(...pings),
  }
  await pushChanges(writer, site, {
    ...{ before: new Map() as never, feeds: [FEED], rebuilt: false, revision: 2, instant: INSTANT },
  })
  expect(rows.map(({ target }) => target)).toEqual([HUB, HUB, HUB])
  return new Set(rows.map(({ due }) => due))
}

test('other hubs are told at once, or after the purge of the CDN that they fetch from', async () => {
  expect(await dueOf(null)).toEqual(new Set([0]))
  const cdn = { header: 'Cache-Tag', purge: { url: 'https://cdn.example/purge', secret: 'a-secret-of-the-tests' } }
  expect(await dueOf(cdn)).toEqual(new Set([INSTANT + 5000]))
})
