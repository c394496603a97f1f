import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { FILES, inFormats, type Served, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000
const CORRECTED_AT = NOW + HOUR / 2
const BRIDGE = article()
const BOAT = article({ published: '2026-02-01T00:00:00Z' })
const CORRECTED = { ...BRIDGE, correction: { note: 'Довший.', at: new Date(CORRECTED_AT).toISOString() } }
const ID = 'tag:herald.example,2020:bridge/uk'
const BOAT_ID = 'tag:herald.example,2020:boat/uk'

const FOLDER = '/uk/corrections/'

const open = () => serveNewsroom({ files: { 'articles/bridge.json': BRIDGE, 'articles/boat.json': BOAT } })

/** Writes an article and refreshes an hour later. */
async function write(newsroom: Served, id: string, content: object): Promise<void> {
  newsroom.write(`articles/${id}.json`, content)
  newsroom.clock.now += HOUR
  await newsroom.refresh()
}

async function openCorrected(): Promise<Served> {
  const newsroom = await open()
  await write(newsroom, 'bridge', CORRECTED)
  return newsroom
}

describe('the feed of corrections', () => {
  test('exists as soon as something was corrected, in every language', async () => {
    const newsroom = await open()
    expect((await newsroom.ask(`${FOLDER}rss.xml`)).status).toBe(404)
    expect((await newsroom.ask('/feeds.opml')).text).not.toContain('corrections')
    await write(newsroom, 'bridge', CORRECTED)
    for (const path of ['/uk/', '/en/', '/uk,en/'].flatMap((folder) => inFormats(`${folder}corrections/`))) {
      expect((await newsroom.ask(path)).status, path).toBe(200)
    }
    expect((await newsroom.ask(`${FOLDER}x/rss.xml`)).status).toBe(404)
  })

  test('shows corrected articles with the note first, in all formats', async () => {
    const newsroom = await openCorrected()
    for (const path of inFormats(FOLDER)) {
      const { items, updated, title } = await newsroom.read(path)
      expect(title, path).toMatch(/: Виправлення$/)
      expect(items.map((item) => [item.id, item.title])).toEqual([[ID, 'Міст']])
      expect(items[0]?.html, path).toBe('<p><strong>Виправлення:</strong> Довший.</p>\n<p>Міст.</p>')
      if (updated) expect(Date.parse(updated)).toBe(CORRECTED_AT)
    }
  })

  test('is listed, has a page, an embed, archives and validators', async () => {
    const newsroom = await openCorrected()
    expect((await newsroom.ask('/uk/')).text).toContain(`href="${FOLDER}"`)
    expect((await newsroom.ask('/feeds.opml')).text).toContain(`${FOLDER}rss.xml`)
    expect((await newsroom.ask(FOLDER)).text).toContain('<p><strong>Виправлення:</strong> Довший.</p>\n<p>Міст.</p>')
    expect((await newsroom.ask(`/embed${FOLDER}headlines.json`)).text).toContain('Міст')
    expect(await newsroom.titles(`${FOLDER}archive/2026-03/atom.xml`)).toEqual(['Міст'])
    const { headers } = await newsroom.ask(`${FOLDER}rss.xml`)
    expect((await newsroom.ask(`${FOLDER}rss.xml`, { 'If-None-Match': `${headers.etag}` })).status).toBe(304)
  })

  test('sends a further correction as a delta', async () => {
    const newsroom = await openCorrected()
    const path = FOLDER + FILES.atom
    const { headers } = await newsroom.ask(path)
    const at = new Date(newsroom.clock.now + 1000).toISOString()
    const variants = { uk: variant('Човен', 'uk') }
    await write(newsroom, 'boat', { ...BOAT, variants, correction: { note: 'Менший.', at } })
    const delta = await newsroom.ask(path, { 'A-IM': 'feed', 'If-None-Match': `${headers.etag}` })
    expect(delta.status).toBe(226)
    expect(delta.text).toContain('Човен')
    expect(delta.text).not.toContain('Міст')
  })

  test('announces the withdrawal of any article, and none after its return', async () => {
    const newsroom = await openCorrected()
    await write(newsroom, 'bridge', { ...CORRECTED, status: 'withdrawn' })
    await write(newsroom, 'boat', { ...BOAT, status: 'withdrawn' })
    for (const path of [FOLDER + FILES.atom, FOLDER + FILES.json]) {
      const { items, withdrawn } = await newsroom.read(path)
      expect(items, path).toEqual([])
      expect(Object.keys(withdrawn).sort(), path).toEqual([BOAT_ID, ID])
    }
    expect((await newsroom.ask(FOLDER + FILES.rss)).text).not.toMatch(/deleted-entry|bridge|boat/)
    await write(newsroom, 'bridge', CORRECTED)
    const { items, withdrawn } = await newsroom.read(FOLDER + FILES.atom)
    expect(items.map(({ id }) => id)).toEqual([ID])
    expect(Object.keys(withdrawn)).toEqual([BOAT_ID])
  })
})
