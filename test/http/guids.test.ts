import { describe, expect, test } from 'vitest'
import { article, NOW, variant } from '../support/newsroom.ts'
import { inFormats, type Served, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000
const WORDPRESS = 'https://old.example/?post_type=post&p=123'
const GHOST = '5f1a2b3c4d5e6f7a8b9c0d1e'
const FRONT_MATTER = `---
title: Птахи
date: 2026-02-21
guid: 0012
---
Птахи.
`
const guidOf = (guid: unknown, over: object = {}, id = 'Міст') =>
  article({ variants: { uk: variant(id, 'uk', { guid }), en: variant('Bridge', 'en') }, ...over })
const WRAPPED = (guid: string) => `tag:herald.example,2020:guid:${guid}`
const OWN = (id: string) => `tag:herald.example,2020:${id}`

const ids = async ({ read }: Served, path: string) => (await read(path)).items.map(({ id }) => id)
/** The ids in RSS, Atom and JSON Feed. */
const idsIn = (served: Served, folder: string) => Promise.all(inFormats(folder).map((path) => ids(served, path)))
const problems = ({ app }: Served) => app.newsroom.quarantine().map(({ file, reason }) => `${file} ${reason}`)
const change = async (served: Served, step: () => void) => {
  step()
  served.clock.now += HOUR
  await served.refresh()
}

describe('the guid of a variant', () => {
  test.each([
    ['an address as WordPress writes it', WORDPRESS, WORDPRESS],
    ['an address that a URL parser would rewrite', 'HTTP://Old.example/a/../Міст', 'HTTP://Old.example/a/../Міст'],
    ['the id of Ghost', GHOST, WRAPPED(GHOST)],
    ['a number', 123, WRAPPED('123')],
    ['markup', '<b>&amp;</b>]]>', WRAPPED('%3Cb%3E%26amp%3B%3C%2Fb%3E%5D%5D%3E')],
  ])('%s is verbatim in RSS and JSON Feed, and an IRI in Atom', async (_name, guid, iri) => {
    const served = await serveNewsroom({ files: { 'articles/bridge.json': guidOf(guid) } })
    expect(await idsIn(served, '/uk/')).toEqual([[String(guid)], [iri], [String(guid)]])
    // The English variant has no guid.
    expect(await idsIn(served, '/en/tags/river/')).toEqual([[OWN('bridge/en')], [OWN('bridge/en')], [OWN('bridge/en')]])
    const { items } = JSON.parse((await served.ask('/embed/uk/headlines.json')).text)
    expect(items[0].id).toBe(String(guid))
    expect(problems(served)).toEqual([])
  })

  test('is written as WordPress writes it', async () => {
    const { ask } = await serveNewsroom({ files: { 'articles/bridge.json': guidOf(WORDPRESS) } })
    const written = `<guid isPermaLink="false">${WORDPRESS.replace('&', '&amp;')}</guid>`
    expect((await ask('/uk/rss.xml')).text).toContain(written)
  })

  test('is a permalink in RSS only if it is the link', async () => {
    const link = 'https://herald.example/uk/a/?b=1&c=2'
    const files = {
      'articles/bridge.json': article({ variants: { uk: variant('Міст', 'uk', { url: link, guid: link }) } }),
    }
    const { ask } = await serveNewsroom({ files, site: { partners: { wire: { utm: { source: 'wire' } } } } })
    const escaped = link.replace('&', '&amp;')
    expect((await ask('/uk/rss.xml')).text).toContain(`<guid isPermaLink="true">${escaped}</guid>`)
    const partner = (await ask('/partners/wire/uk/rss.xml')).text
    expect(partner).toContain(`<guid isPermaLink="false">${escaped}</guid>`)
    expect((await ask('/uk/atom.xml')).text).toContain(`<id>${escaped}</id>`)
  })

  test('is kept in a fallback, and variants without a guid have the ids of the site', async () => {
    const boat = article({ published: '2026-02-01T00:00:00Z', variants: { en: variant('Boat', 'en') } })
    const served = await serveNewsroom({
      site: { fallback: { default: ['uk', 'en'] } },
      files: {
        'articles/bridge.json': article({ variants: { uk: variant('Міст', 'uk', { guid: GHOST }) } }),
        'articles/boat.json': boat,
      },
    })
    for (const folder of ['/ru/', '/en/', '/en,uk/']) {
      expect(await ids(served, `${folder}feed.json`), folder).toEqual([GHOST, OWN('boat/en')])
    }
  })

  test('is a key of front matter, as it is written', async () => {
    const served = await serveNewsroom({ files: { 'stories/birds.uk.md': FRONT_MATTER } })
    expect(await ids(served, '/uk/rss.xml')).toEqual(['0012'])
  })

  test('that equals the id of the site changes nothing', async () => {
    const served = await serveNewsroom({ files: { 'articles/bridge.json': guidOf(OWN('bridge/uk')) } })
    expect(await idsIn(served, '/uk/')).toEqual([[OWN('bridge/uk')], [OWN('bridge/uk')], [OWN('bridge/uk')]])
  })

  test.each([
    ['is the id of another article', OWN('boat/uk'), 'guid_invalid'],
    ['has the form of ids of the site', OWN('feed:uk'), 'guid_invalid'],
    ['is too long', 'x'.repeat(2001), 'too_large'],
  ])('that %s is refused, because readers would keep the article under another id', async (_name, guid, reason) => {
    const served = await serveNewsroom({ files: { 'articles/bridge.json': guidOf(guid) } })
    expect(problems(served)).toEqual([`articles/bridge.json ${reason}`])
    expect(await ids(served, '/uk/rss.xml')).toEqual([])
    expect(await ids(served, '/en/rss.xml')).toEqual([OWN('bridge/en')])
  })
})

test('the second article with a guid is quarantined until it has its own', async () => {
  const served = await serveNewsroom({
    files: { 'articles/a.json': guidOf('x', {}, 'A'), 'articles/b.json': guidOf('x', {}, 'B') },
  })
  expect(problems(served)).toEqual(['articles/b.json duplicate'])
  expect(served.app.newsroom.quarantine()[0]?.message).toContain('articles/a.json')
  expect(await served.titles('/uk/rss.xml')).toEqual(['A'])
  expect(await served.titles('/en/rss.xml')).toEqual(['Bridge', 'Bridge'])
  await change(served, () => served.write('articles/b.json', guidOf('y', {}, 'B')))
  expect(problems(served)).toEqual([])
  expect((await ids(served, '/uk/rss.xml')).sort()).toEqual(['x', 'y'])
})

describe('the withdrawal of a variant with a guid', () => {
  test.each([
    ['withdrawn', ({ write }: Served) => write('articles/bridge.json', guidOf(GHOST, { status: 'withdrawn' }))],
    [
      'withdrawn without the guid',
      ({ write }: Served) => write('articles/bridge.json', guidOf(undefined, { status: 'withdrawn' })),
    ],
    ['deleted', ({ remove }: Served) => remove('articles/bridge.json')],
  ])('names the guid: %s', async (_name, step) => {
    const files = { 'articles/bridge.json': guidOf(GHOST), 'articles/boat.json': guidOf('boat', {}, 'Човен') }
    const served = await serveNewsroom({ files })
    await change(served, () => step(served))
    const when = new Date(NOW + HOUR).toISOString()
    expect((await served.read('/uk/feed.json')).withdrawn).toEqual({ [GHOST]: when })
    expect((await served.read('/uk/tags/river/atom.xml')).withdrawn).toEqual({ [WRAPPED(GHOST)]: when })
    expect((await served.read('/en/feed.json')).withdrawn).toEqual({ [OWN('bridge/en')]: when })
  })

  test('is none if the file was renamed: readers keep the article', async () => {
    const files = { 'articles/bridge.json': guidOf(GHOST), 'articles/boat.json': guidOf('boat', {}, 'Човен') }
    const served = await serveNewsroom({ files })
    await change(served, () => {
      served.remove('articles/bridge.json')
      served.write('articles/new-bridge.json', guidOf(GHOST))
    })
    const { items, withdrawn } = await served.read('/uk/feed.json')
    expect([items.map(({ id }) => id).sort(), withdrawn]).toEqual([[GHOST, 'boat'], {}])
    expect(problems(served)).toEqual([])
  })

  test('ends when another article has the guid', async () => {
    const files = { 'articles/bridge.json': guidOf(GHOST), 'articles/boat.json': guidOf('boat', {}, 'Човен') }
    const served = await serveNewsroom({ files })
    await change(served, () => served.remove('articles/bridge.json'))
    await change(served, () => served.write('articles/new-bridge.json', guidOf(GHOST, { tags: [] })))
    for (const path of ['/uk/feed.json', '/uk/tags/river/feed.json', '/uk/tags/river/atom.xml']) {
      expect((await served.read(path)).withdrawn, path).toEqual({})
    }
    const [item] = (await served.read('/uk/feed.json')).items.filter(({ id }) => id === GHOST)
    expect(Date.parse(item?.updated ?? '')).toBeGreaterThan(NOW + HOUR)
  })
})

describe('a changed guid of a published variant', () => {
  test.each([
    ['changed', GHOST, 'other', 'Feeds showed "bridge" in uk under "5f1a2b3c4d5e6f7a8b9c0d1e" and now under "other"'],
    ['removed', GHOST, undefined, 'under "5f1a2b3c4d5e6f7a8b9c0d1e" and now under the id of this site'],
    ['added', undefined, GHOST, 'under the id of this site and now under "5f1a2b3c4d5e6f7a8b9c0d1e"'],
  ])('is a warning: %s', async (_name, before, after, message) => {
    const served = await serveNewsroom({ files: { 'articles/bridge.json': guidOf(before) } })
    expect(problems(served)).toEqual([])
    await change(served, () => served.write('articles/bridge.json', guidOf(after)))
    const [warning, ...rest] = served.app.newsroom.quarantine()
    expect(rest).toEqual([])
    expect(warning).toMatchObject({ file: 'articles/bridge.json', reason: 'guid_changed', severity: 'warning' })
    expect(warning?.message).toContain(message)
    expect(await ids(served, '/uk/feed.json')).toEqual([after ?? OWN('bridge/uk')])
    await change(served, () => served.write('articles/bridge.json', guidOf(before)))
    expect(problems(served)).toEqual([])
  })

  test('is reported for a week, and only if a feed showed the article', async () => {
    const served = await serveNewsroom({
      files: {
        'articles/bridge.json': guidOf(GHOST),
        'articles/later.json': guidOf('later', { published: '2026-04-01T00:00:00Z' }, 'Потім'),
      },
    })
    await change(served, () => {
      served.write('articles/bridge.json', guidOf('other'))
      served.write('articles/later.json', guidOf('much-later', { published: '2026-04-01T00:00:00Z' }, 'Потім'))
    })
    expect(problems(served)).toEqual(['articles/bridge.json guid_changed'])
    await change(served, () => {
      served.clock.now += 7 * 24 * HOUR
    })
    expect(problems(served)).toEqual([])
  })
})
