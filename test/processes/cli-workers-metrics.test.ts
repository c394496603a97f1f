import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { scrapedFrom } from '../support/metrics.ts'
import { childrenOf } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { clientOf } from '../support/wire.ts'

describe.runIf(existsSync('/proc/self/task'))('/metrics of serve --workers', () => {
  async function started() {
    const port = await freePort()
    const child = polyfeed(['serve', '--workers', '2'], { LOG_LEVEL: 'info', PORT: String(port) }, workplace())
    await child.said(WELCOME)
    await until(
      () => child.stderr().match(/"serving the edition in the store"/g),
      (lines) => lines?.length === 2,
    )
    // Each request uses a new connection, so another worker may answer it.
    return { child, ask: clientOf(port) }
  }

  test('each worker reports the metrics of all workers and of the main process', async () => {
    const { child, ask } = await started()
    for (let times = 0; times < 30; times++) {
      const answer = await ask('/uk/rss.xml', {
        'User-Agent': 'Feedly/1.0 (12 subscribers)',
        'Accept-Encoding': 'gzip',
      })
      expect(answer.status).toBe(200)
    }
    for (let times = 0; times < 6; times++) {
      const { status, headers, text } = await ask('/metrics')
      expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
      const seen = scrapedFrom(text)
      expect(seen.of('polyfeed_requests_total', { kind: 'rss', status: '200', encoding: 'gzip' })).toBe(30)
      expect(seen.of('polyfeed_compositions_total', { format: 'rss' })).toBeGreaterThanOrEqual(1)
      // Metrics that are the same in all workers are not added up.
      expect(seen.of('polyfeed_edition_revision')).toBe(1)
      expect(seen.of('polyfeed_subscribers', { feed: '/uk/rss.xml' })).toBe(12)
      expect(seen.of('polyfeed_not_modified_ratio')).toBe(0)
      // Only the main process refreshes.
      expect(seen.of('polyfeed_refresh_duration_seconds_count', { outcome: 'ok' })).toBe(1)
      expect(seen.of('polyfeed_refresh_last_success_timestamp_seconds')).toBeGreaterThan(1_700_000_000)
      expect(seen.all('process_resident_memory_bytes').map(([labels]) => labels)).toEqual([
        {},
        { process: 'refresher' },
      ])
    }
    child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
    expect(child.stderr()).not.toMatch(/"level":(?:40|50|60)/)
  })

  test('a worker that does not answer is omitted', async () => {
    const { child, ask } = await started()
    for (let times = 0; times < 100; times++) await ask('/healthz')
    const [first = 0] = childrenOf(child.pid)
    process.kill(first, 'SIGSTOP')
    try {
      // The stopped worker may accept a connection, which then gets no answer.
      const seen = await until(async () => {
        const answer = await Promise.race([ask('/metrics').catch(() => undefined), setTimeout(4000, undefined)])
        return answer && scrapedFrom(answer.text)
      })
      const answered =
        seen?.of('polyfeed_requests_total', { kind: 'operator', status: '200', encoding: 'identity' }) ?? 0
      expect(answered).toBeGreaterThan(0)
      expect(answered).toBeLessThan(100)
    } finally {
      process.kill(first, 'SIGCONT')
    }
    child.kill('SIGTERM')
    expect(await child.ended).toBe(0)
  })
})
