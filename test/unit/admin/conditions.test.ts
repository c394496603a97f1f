import { expect, test } from 'vitest'
import { conditionsIn, type State, sentenceOf } from '../../../src/admin/conditions.ts'
import type { Language } from '../../../src/domain/language.ts'
import { loadCatalog } from '../../../src/i18n/catalog.ts'
import type { OutboxRow } from '../../../src/store/outbox.ts'

const NOW = Date.UTC(2026, 2, 10, 12)
const HOUR = 3_600_000

const texts = { site: { timeZone: 'UTC' }, catalog: loadCatalog(['locales']), language: 'en' as Language }

const READY = {
  ...{ status: 'ready', lastRefresh: { at: '', ok: true } },
  edition: { revision: 1, instant: '2026-03-10T12:00:00.000Z', ageSeconds: 10, feeds: 3 },
  ...{ quarantine: [], skipped: [] },
} as unknown as State['ready'] & { readonly edition: object }

function found(state: Partial<State> & { readonly with?: object }): Record<string, string> {
  const { with: over, ...rest } = state
  const conditions = conditionsIn({ interval: 300, ...rest, ready: { ...READY, ...over } as State['ready'] })
  return Object.fromEntries(conditions.map((condition) => [condition.id, sentenceOf(texts, condition)]))
}

const failing = (over: Partial<OutboxRow>) =>
  ({ kind: 'ping', host: 'hub.example', problem: 'answered 500', attempts: 8, ...over }) as OutboxRow

const problems = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    file: `${index}.json`,
    place: '',
    reason: 'json_invalid',
    message: '',
  }))

test('a newsroom without problems has none', () => {
  expect(found({ freeShare: 0.5, quiet: [], failing: [] })).toEqual({})
})

test.each<[Parameters<typeof found>[0], Record<string, unknown>]>([
  [{ with: { lastRefresh: { at: '', ok: false, error: 'EACCES' } } }, { refresh: 'The last refresh failed: EACCES' }],
  [{ with: { behind: 'program' } }, { program: expect.stringContaining('made by another version of the program') }],
  [{ with: { edition: { ageSeconds: 900 } } }, {}],
  [
    { with: { edition: { ...READY.edition, ageSeconds: 901 } } },
    { stale: 'Last successful refresh: March 10, 2026 at 12:00 PM' },
  ],
  [
    {
      with: {
        sources: [
          { name: 'wire', failures: 2, error: 'answered 503' },
          { name: 'cms', failures: 0 },
        ],
      },
    },
    { 'source:wire': 'Failing sources: wire: answered 503' },
  ],
  [{ with: { failingSources: 2 } }, { 'source:2': 'Failing sources: 2' }],
  [{ with: { missing: [{ source: 'новини' }] } }, { 'missing:новини': 'Missing sources: новини' }],
  [
    { with: { quarantine: problems(12) } },
    { 'quarantine:1': 'In quarantine: 12', 'quarantine:10': 'In quarantine: 12' },
  ],
  [{ failing: [failing({})] }, { 'hub:hub.example': 'Hubs that cannot be notified: hub.example: answered 500' }],
  [{ failing: [failing({ kind: 'subscription', attempts: 7 })] }, {}],
  [{ failing: [failing({ kind: 'subscription' })] }, { deliveries: 'Failing deliveries: hub.example: answered 500' }],
  [{ certificate: { host: 'feeds.example', end: NOW + 14 * 24 * HOUR, daysLeft: 14 } }, {}],
  [
    { certificate: { host: 'feeds.example', end: NOW + 72 * HOUR, daysLeft: 2.9 } },
    {
      'certificate:14': 'End of the certificate: March 13, 2026 at 12:00 PM: feeds.example',
      'certificate:3': 'End of the certificate: March 13, 2026 at 12:00 PM: feeds.example',
    },
  ],
  [{ freeShare: 0.049 }, { disk: 'Space in use on the disk with the store: 95%' }],
])('case %#', (state, conditions) => {
  expect(found(state)).toEqual(conditions)
})

test('a quiet feed is named with its rhythm', () => {
  const scope = { language: 'en', kind: 'section', term: 'city' } as const
  const rhythm = { medianPauseMs: 5 * HOUR, longPauseMs: 9 * HOUR, quiet: true }
  const quiet = [{ scope, newest: NOW - 72 * HOUR, rhythm }] as unknown as NonNullable<State['quiet']>
  expect(found({ quiet })).toEqual({
    'quiet:/en/sections/city/':
      'Quiet, latest article: March 7, 2026 at 12:00 PM (usual interval: 5 hours): /en/sections/city/',
  })
})
