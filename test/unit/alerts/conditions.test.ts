import { expect, test } from 'vitest'
import { conditionsIn, type State } from '../../../src/alerts/conditions.ts'
import type { OutboxRow } from '../../../src/store/outbox.ts'

const NOW = Date.UTC(2026, 2, 10, 12)
const HOUR = 3_600_000

const READY = {
  ...{ status: 'ready', lastRefresh: { at: '', ok: true } },
  edition: { revision: 1, instant: '2026-03-10T12:00:00.000Z', ageSeconds: 10, feeds: 3 },
  ...{ quarantine: [], skipped: [] },
} as unknown as State['ready']

function found(state: Partial<State> & { readonly with?: object }): Record<string, string> {
  const { with: over, ...rest } = state
  const conditions = conditionsIn({ interval: 300, ...rest, ready: { ...READY, ...over } as State['ready'] })
  return Object.fromEntries(conditions.map(({ id, text }) => [id, text]))
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
  [{ with: { lastRefresh: { at: '', ok: false, error: 'EACCES' } } }, { refresh: 'the last refresh failed: EACCES' }],
  [{ with: { behind: 'program' } }, { outdated: 'the edition was made with other code, and is not served' }],
  [{ with: { edition: { ageSeconds: 900 } } }, {}],
  [{ with: { edition: { ageSeconds: 901 } } }, { stale: 'the edition is 901 seconds old' }],
  [
    {
      with: {
        sources: [
          { name: 'wire', failures: 2, error: 'answered 503' },
          { name: 'cms', failures: 0 },
        ],
      },
    },
    { 'source:wire': 'source wire fails: answered 503' },
  ],
  [{ with: { failingSources: 2 } }, { sources: '2 sources fail' }],
  [{ with: { missing: [{ source: 'новини' }] } }, { 'missing:новини': 'source новини is missing' }],
  [{ with: { quarantine: problems(12) } }, { 'quarantine:1': expect.any(String), 'quarantine:10': expect.any(String) }],
  [{ failing: [failing({})] }, { 'hub:hub.example': 'hub hub.example gets nothing: answered 500' }],
  [{ failing: [failing({ kind: 'subscription', attempts: 7 })] }, {}],
  [
    { failing: [failing({ kind: 'subscription' })] },
    { deliveries: 'deliveries to hub.example fail: answered 500; polyfeed hub list --failing lists all' },
  ],
  [{ freeShare: 0.049 }, { disk: 'the disk with the store is 95 % full' }],
])('case %#', (state, conditions) => {
  expect(found(state)).toEqual(conditions)
})

test('a quiet feed is named with its rhythm', () => {
  const scope = { language: 'en', kind: 'section', term: 'city' } as const
  const rhythm = { medianPauseMs: 5 * HOUR, longPauseMs: 9 * HOUR, quiet: true }
  const quiet = [{ scope, newest: NOW - 72 * HOUR, rhythm }] as unknown as NonNullable<State['quiet']>
  expect(found({ quiet })).toEqual({
    'quiet:/en/sections/city/': '/en/sections/city/ has no article since 2026-03-07; its usual pause is 5 hours',
  })
})
