import { expect, test } from 'vitest'
import { scrape } from '../support/metrics.ts'
import { FEED_URL, hubNewsroom, subscriber } from '../support/subscriber.ts'
import { TOKEN } from '../support/wire.ts'

const TOPIC = `${FEED_URL}/uk/rss.xml`

test('metrics count subscriptions per kind of topic, and what was sent', async () => {
  const { ask, subscribe, publish, clock } = await hubNewsroom({ site: { partners: { msn: null } } })
  expect((await scrape(ask)).all('polyfeed_hub_subscriptions')).toEqual([])
  const reader = await subscriber()
  const paths = ['/uk/rss.xml', '/en/tags/river/atom.xml', '/uk,en/rss.xml', '/partners/msn/uk/feed.json']
  for (const path of paths) await subscribe(reader, `${FEED_URL}${path}`)
  await publish('Bridge')
  await expect.poll(() => reader.deliveries.length).toBe(paths.length)
  const failing = await subscriber()
  failing.answer = (_delivery, response) => response.writeHead(500).end()
  await subscribe(failing, TOPIC)
  await publish('Tram')
  await expect.poll(async () => (await scrape(ask)).of('polyfeed_hub_deliveries_total', { result: 'failed' })).toBe(1)
  const count = async (name: string, labels: Record<string, string>) => (await scrape(ask)).of(name, labels)
  expect(new Map((await scrape(ask)).all('polyfeed_hub_subscriptions').map(([{ kind }, n]) => [kind, n]))).toEqual(
    new Map([
      ['all', 2],
      ['combination', 1],
      ['partner', 1],
      ['tag', 1],
    ]),
  )
  await expect.poll(() => count('polyfeed_hub_deliveries_total', { result: 'delivered' })).toBe(8)
  expect(await count('polyfeed_hub_verifications_total', { result: 'verified' })).toBe(5)
  expect(await count('polyfeed_hub_pings_total', { result: 'pinged' })).toBe(0)
  expect(await count('polyfeed_hub_outbox_rows', { kind: 'subscription' })).toBe(1)
  clock.now += 5000
  expect(await count('polyfeed_hub_outbox_age_seconds', { kind: 'subscription' })).toBe(5)
})

test("the operator's page shows subscriptions, and those that fail by host, without their callbacks", async () => {
  const { ask, subscribe, publish, clock } = await hubNewsroom({ environment: { POLYFEED_ADMIN_TOKEN: TOKEN } })
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }
  const login = await ask('/admin/login', form, 'POST', `token=${TOKEN}`)
  const page = async () => {
    const fields = { Cookie: String(login.headers['set-cookie']).split(';')[0] ?? '', 'Accept-Language': 'en' }
    return (/<section id="push"[\s\S]*?<\/section>/.exec((await ask('/admin/', fields)).text) ?? [''])[0]
  }
  expect(await page()).toBe('')
  const reader = await subscriber('/secret-callback')
  await subscribe(reader, TOPIC)
  expect(await page()).toContain('Subscriptions: 1 · Feeds: 1')
  expect(await page()).toContain('No delivery is failing.')
  reader.answer = (_delivery, response) => response.writeHead(503).end()
  await publish('Bridge')
  await expect.poll(page).toContain('answered 503')
  clock.now += 2000
  const shown = await page()
  expect(shown).toContain('<code>127.0.0.1</code>')
  expect(shown).toContain('<code>/uk/rss.xml</code>')
  expect(shown).toMatch(/2 seconds ago<\/time>[\s\S]*>in \d+ seconds<\/time>/)
  expect(shown).not.toContain('secret-callback')
})
