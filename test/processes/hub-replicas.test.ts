import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { MEMORY } from '../support/memory.ts'
import { article } from '../support/newsroom.ts'
import { postgres } from '../support/postgres.ts'
import { replicas } from '../support/replicas.ts'
import { FEED_URL, subscriber } from '../support/subscriber.ts'

const empty = postgres()
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const SUBSCRIBERS = 12

describe.each([
  ['SQLite', async () => `sqlite:${path.join(MEMORY, `polyfeed-hub-${randomUUID()}.db`)}`],
  ['PostgreSQL', () => empty()],
])('several processes on %s', (_name, addressOf) => {
  test('share deliveries: one that serves takes requests, each subscriber gets one delivery', async () => {
    const site = { hub: { allowCallbacks: ['loopback'] } }
    const { clock, replica, write } = replicas(await addressOf(), { 'articles/a.json': article() }, site)
    const [first, second] = [await replica(), await replica()]
    await first.work()
    await second.work()
    const serving = await replica({ POLYFEED_ROLE: 'serve' })
    await serving.app.newsroom.follow()
    const readers = await Promise.all(Array.from({ length: SUBSCRIBERS }, () => subscriber()))
    for (const reader of readers) {
      const fields = { 'hub.mode': 'subscribe', 'hub.topic': `${FEED_URL}/en/rss.xml`, 'hub.callback': reader.callback }
      const answer = await serving.ask('/hub', FORM, 'POST', new URLSearchParams(fields).toString())
      expect(answer.status).toBe(202)
    }
    const stored = () => serving.app.store.subscriptions(99)
    await expect.poll(async () => (await stored()).length, { timeout: 20_000 }).toBe(SUBSCRIBERS)

    // As if a process were killed while it delivered: its rows are delivered when its claim ends. It claims them
    // before the clock moves, because afterwards the other processes claim what is due.
    const doomed = await replica()
    await doomed.app.store.outbox(async (outbox) => {
      const due = clock.now + 60_000
      expect(await outbox.claimDue('subscription', due, due + 30_000, { limit: 3, except: [] })).toHaveLength(3)
    })
    clock.now += 60_000
    write('articles/b.json', article({ published: '2026-03-02T09:00:00Z' }))
    await first.app.newsroom.refresh()
    await expect
      .poll(() => readers.filter(({ deliveries }) => deliveries.length > 0).length, { timeout: 20_000 })
      .toBe(SUBSCRIBERS - 3)
    clock.now += 30_000
    second.app.pushing.wake()
    await expect
      .poll(() => readers.map(({ deliveries }) => deliveries.length), { timeout: 20_000 })
      .toEqual(readers.map(() => 1))
    const expected = (await serving.ask('/en/rss.xml')).text
    expect(new Set(readers.map(({ deliveries }) => deliveries[0]?.body.toString()))).toEqual(new Set([expected]))
    const delivered = [first, second].map(({ app }) => app.pushing.counts.delivered)
    expect((delivered[0] as number) + (delivered[1] as number)).toBe(SUBSCRIBERS)
    expect(serving.app.pushing.counts.delivered).toBe(0)
    await expect.poll(async () => (await stored()).map(({ due }) => due)).toEqual(readers.map(() => null))
  })
})
