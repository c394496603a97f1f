import { describe, expect, test } from 'vitest'
import type { Month } from '../../../src/domain/calendar.ts'
import { type Feed, type FeedState, feedFromState } from '../../../src/domain/feed.ts'
import { FORMATS } from '../../../src/domain/feed-key.ts'
import { ENCODINGS } from '../../../src/editions/encodings.ts'
import { createDocuments } from '../../../src/editions/feed-bodies.ts'
import { Superseded } from '../../../src/editions/feeds.ts'
import type { Published } from '../../../src/editions/published.ts'
import { article, variant } from '../../support/newsroom.ts'
import { observeCalls, type Press, publishedPress } from '../../support/press.ts'

const FILES = { 'a.json': article(), 'b.json': article({ tags: ['lake'] }) }

/** A newsroom's documents, with the methods called on its store. */
async function createRig(files: Record<string, unknown> = FILES) {
  // Without the memory of late entries.
  const fixture = await publishedPress({ files, site: { backfill: 'quiet' } })
  const calls: string[] = []
  const documents = createDocuments(observeCalls(fixture.store, (method) => void calls.push(method)))
  return { ...fixture, documents, windowCalls: () => calls.filter((method) => method === 'window').length }
}

function feedIn({ newsroom }: Press, scope: string): [Published, Feed] {
  const published = newsroom.current() as Published
  return [published, feedFromState(published.edition.feeds.get(scope) as FeedState)]
}

describe('a document', () => {
  test.each(FORMATS)('is composed once for simultaneous requests in several encodings: %s', async (format) => {
    const fixture = await createRig()
    const requested = Array.from({ length: 50 }, (_, index) =>
      fixture.documents.body(...feedIn(fixture, 'uk'), format, ENCODINGS[index % 4] ?? 'identity'),
    )
    const bodies = await Promise.all(requested)
    expect(fixture.windowCalls()).toBe(1)
    expect(new Set(bodies).size).toBe(4)
  })

  test('is composed although large documents of other months fill the cache meanwhile', async () => {
    const months = ['2024', '2025'].flatMap((year) =>
      ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10'].map((month) => `${year}-${month}` as Month),
    )
    const content = `<p>${'word '.repeat(80_000)}</p>`
    const files = months.map((month) => [
      `${month}.json`,
      article({ published: `${month}-03T00:00:00Z`, variants: { uk: variant('Book', 'uk', { content }) } }),
    ])
    const { documents, store, ...fixture } = await createRig(Object.fromEntries(files))
    const [published, { key }] = feedIn({ store, ...fixture }, 'uk')
    const bodies = months.map(async (month) => {
      const read = await store.snapshot((reader) => documents.read(published, { ...key, month }, reader))
      return documents.body(published, read?.feed as Feed, 'rss', 'identity')
    })
    for (const body of await Promise.all(bodies)) expect(body.byteLength).toBeGreaterThan(content.length)
  })

  test('is cached: later requests get the same bytes', async () => {
    const fixture = await createRig()
    const [published, feed] = feedIn(fixture, 'uk')
    expect(fixture.documents.bodiesOf(feed, 'rss').find('identity')).toBeUndefined()
    const body = await fixture.documents.body(published, feed, 'rss', 'identity')
    expect(fixture.documents.bodiesOf(feed, 'rss').find('identity')).toBe(body)
    expect(await fixture.documents.body(published, feed, 'rss', 'identity')).toBe(body)
    expect(fixture.windowCalls()).toBe(1)
  })

  test('is read once for all formats', async () => {
    const fixture = await createRig()
    const [published, feed] = feedIn(fixture, 'uk')
    for (const format of FORMATS) await fixture.documents.body(published, feed, format, 'identity')
    expect(fixture.windowCalls()).toBe(1)
  })

  test('stays cached in the next edition if it is unchanged', async () => {
    const fixture = await createRig()
    const body = await fixture.documents.body(...feedIn(fixture, 'uk/tag/river'), 'atom', 'identity')
    fixture.source.write('b.json', { ...FILES['b.json'], updated: '2026-03-02T00:00:00Z' })
    await fixture.newsroom.refresh()
    expect(await fixture.documents.body(...feedIn(fixture, 'uk/tag/river'), 'atom', 'identity')).toBe(body)
    expect(fixture.windowCalls()).toBe(1)
  })

  test('reads only articles that no earlier document has rendered', async () => {
    const fixture = await createRig()
    await fixture.documents.body(...feedIn(fixture, 'uk'), 'rss', 'identity')
    const shown: number[] = []
    const documents = createDocuments({
      snapshot: (work) =>
        fixture.store.snapshot((reader) =>
          work({
            ...reader,
            shownVariants: (placed) => {
              shown.push(placed.length)
              return reader.shownVariants(placed)
            },
          }),
        ),
    })
    await documents.body(...feedIn(fixture, 'uk/tag/river'), 'rss', 'identity')
    await documents.body(...feedIn(fixture, 'uk'), 'rss', 'identity')
    await documents.body(...feedIn(fixture, 'uk/section/city'), 'rss', 'identity')
    // Other formats render the entries again, and read nothing.
    for (const format of ['atom', 'json'] as const) await documents.body(...feedIn(fixture, 'uk'), format, 'identity')
    expect(shown).toEqual([1, 1, 0, 0, 0])
  })

  test('of a superseded edition is refused; the current edition composes it', async () => {
    const fixture = await createRig()
    const before = feedIn(fixture, 'uk')
    fixture.source.write('a.json', article({ variants: { uk: variant('Інший', 'uk') } }))
    await fixture.newsroom.refresh()
    await expect(fixture.documents.body(...before, 'rss', 'identity')).rejects.toBeInstanceOf(Superseded)
    const body = await fixture.documents.body(...feedIn(fixture, 'uk'), 'rss', 'identity')
    expect(body.toString()).toContain('Інший')
  })

  test('that could not be composed is tried again at the next request', async () => {
    const fixture = await publishedPress({ files: FILES })
    let failures = 1
    const store = observeCalls(fixture.store, (method) => {
      if (method === 'window' && failures-- > 0) throw new Error('the store fails')
    })
    const documents = createDocuments(store)
    await expect(documents.body(...feedIn(fixture, 'uk'), 'rss', 'br')).rejects.toThrow('the store fails')
    expect((await documents.body(...feedIn(fixture, 'uk'), 'rss', 'br')).byteLength).toBeGreaterThan(0)
  })

  test('has the same bytes whatever the history of the store', async () => {
    const fresh = await createRig()
    const grown = await createRig({ 'b.json': FILES['b.json'] })
    grown.source.write('a.json', FILES['a.json'])
    await grown.newsroom.refresh()
    for (const format of FORMATS) {
      const body = await fresh.documents.body(...feedIn(fresh, 'uk'), format, 'identity')
      expect(await grown.documents.body(...feedIn(grown, 'uk'), format, 'identity')).toEqual(body)
    }
  })

  test('shows the newest entries, as many as configured, in full or as summaries', async () => {
    const files = Object.fromEntries(
      [1, 2, 3].map((day) => [`${day}.json`, article({ published: `2026-03-0${day}T00:00:00Z` })]),
    )
    const fixture = await publishedPress({
      files,
      site: { feeds: { items: 2, tags: { items: 1, content: 'summary' } } },
    })
    const documents = createDocuments(fixture.store)
    const jsonOf = async (scope: string) =>
      JSON.parse((await documents.body(...feedIn(fixture, scope), 'json', 'identity')).toString())
    const all = await jsonOf('uk')
    expect(all.items.map(({ id }: { id: string }) => id)).toEqual([
      'tag:herald.example,2020:3/uk',
      'tag:herald.example,2020:2/uk',
    ])
    expect(all.items[0].content_html).toContain('<p>Міст</p>')
    const tag = await jsonOf('uk/tag/river')
    expect(tag.items).toHaveLength(1)
    expect(JSON.stringify(tag)).not.toContain('<p>Міст</p>')
  })
})
