import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'

const tagged = (day: number, title: string, tags: readonly string[]) =>
  article({ published: `2026-03-0${day}T00:00:00Z`, tags, variants: { uk: variant(title, 'uk') } })
const ARTICLES = {
  'articles/a.json': tagged(5, 'обидва', ['USA', 'Russia']),
  'articles/b.json': tagged(4, 'США', ['USA']),
  'articles/c.json': tagged(3, 'спорт', ['USA', 'Sport', 'Russia']),
  'articles/d.json': tagged(2, 'Росія', ['Russia']),
  'articles/e.json': tagged(1, 'лід', ['Ice', 'Новини дня']),
}
const LABELS = {
  'locales/uk/tags.json': { usa: 'США', russia: 'Росія', sport: 'Спорт', ice: 'Лід' },
  'locales/en/tags.json': { usa: 'USA', russia: 'Russia', sport: 'Sport', ice: 'Ice' },
}
const open = (site = {}, files = {}) => serveNewsroom({ site, files: { ...ARTICLES, ...LABELS, ...files } })
const moving = () => open({ retired: { tags: ['olympics'] }, moved: { tags: { states: 'usa' } } })

describe('combinations of tags', () => {
  test.each([
    ['both', 'russia+usa', ['обидва', 'спорт']],
    ['one without another', 'usa+!sport', ['обидва', 'США']],
    ['both without a third', 'russia+usa+!sport', ['обидва']],
    ['either', 'russia,usa', ['обидва', 'США', 'спорт', 'Росія']],
    ['anything but one', '!usa', ['Росія', 'лід']],
    ['one without two', 'usa+!russia+!sport', ['США']],
    ['four at once', 'russia+usa+!ice+!sport', ['обидва']],
    ['any of four', 'ice,russia,sport,usa', ['обидва', 'США', 'спорт', 'Росія', 'лід']],
    ['no articles', 'ice+usa', []],
  ])('show articles with %s: %s', async (_name, tags, titles) => {
    const newsroom = await open()
    for (const path of inFormats(`/uk/tags/${tags}/`)) {
      expect(await newsroom.titles(path), path).toEqual(titles)
      expect((await newsroom.read(path)).links.self).toBe(path)
    }
    expect((await newsroom.ask(`/uk/tags/${tags}/`)).status).toBe(200)
  })

  test.each([
    ['a fifth tag', 'ice+russia+sport+usa+новини-дня'],
    ['five equal tags', 'usa+usa+usa+usa+usa'],
    ['both signs at once', 'usa+russia,sport'],
    ['either tag and not another', 'usa,!sport'],
    ['a tag that is wanted and excluded', 'usa+!usa'],
    ['the same tag under its old name', 'states+!usa'],
    ['no tag between two signs', 'usa++russia'],
    ['no tag before the sign', '+usa'],
    ['a sign alone', '!'],
    ['an unknown tag', 'usa+nobody'],
    ['an unknown tag that is excluded', 'usa+!nobody'],
    ['an unknown tag among known ones', 'usa,nobody'],
  ])('with %s answer 404: %s', async (_name, tags) => {
    const { ask } = await moving()
    for (const path of inFormats(`/uk/tags/${tags}/`)) expect((await ask(encodeURI(path))).status, path).toBe(404)
  })

  test.each([
    ['usa+russia', 'russia+usa'],
    ['USA+Russia', 'russia+usa'],
    ['!sport+usa', 'usa+!sport'],
    ['usa+!sport+!ice', 'usa+!ice+!sport'],
    ['usa,russia', 'russia,usa'],
    ['usa+usa', 'usa'],
    ['usa,usa', 'usa'],
    ['states+sport', 'sport+usa'],
    ['states+usa', 'usa'],
    ['usa%2Brussia', 'russia+usa'],
    ['russia%2Busa', 'russia+usa'],
    ['usa+%21sport', 'usa+!sport'],
    ['russia%2Cusa', 'russia,usa'],
    ['%D0%9D%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8%20%D0%B4%D0%BD%D1%8F+ice', `ice+${encodeURIComponent('новини-дня')}`],
  ])('have one canonical spelling, to which others redirect without their query: %s', async (written, canonical) => {
    const { ask } = await moving()
    for (const file of ['rss.xml', 'atom.xml', 'feed.json', '', 'archive/2026-03/rss.xml']) {
      const { status, headers } = await ask(`/uk/tags/${written}/${file}?utm_source=x`)
      expect([status, headers.location]).toEqual([301, `/uk/tags/${canonical}/${file}`])
      expect((await ask(`/uk/tags/${canonical}/${file}`)).status).toBe(200)
    }
  })

  test('with a retired tag answer 410', async () => {
    const { ask } = await moving()
    for (const tags of ['olympics+usa', 'usa+!olympics', 'olympics,usa']) {
      expect((await ask(`/uk/tags/${tags}/rss.xml`)).status, tags).toBe(410)
    }
  })

  test('have titles in the language of the feed', async () => {
    const { read, ask } = await open()
    const title = async (path: string) => (await read(path)).title
    expect(await title('/uk/tags/russia+usa/rss.xml')).toBe('Вісник: Росія і США')
    expect(await title('/en/tags/russia+usa/atom.xml')).toBe('Herald: Russia and USA')
    expect(await title('/en/tags/russia,usa/feed.json')).toBe('Herald: Russia or USA')
    expect(await title('/en/tags/usa+!sport/rss.xml')).toBe('Herald: USA without Sport')
    expect(await title('/uk/tags/usa+!ice+!sport/rss.xml')).toBe('Вісник: США (без: Лід або Спорт)')
    expect(await title('/en/tags/!sport/rss.xml')).toBe('Herald: All articles without Sport')
    expect((await ask('/uk/tags/russia+usa/')).text).toContain('Росія і США')
  })

  test('have stable ids of their own', async () => {
    const newsroom = await open()
    const ids = async () => {
      const found: (string | undefined)[] = []
      for (const tags of ['russia+usa', 'russia,usa', 'usa+!sport', '!sport', 'usa']) {
        found.push((await newsroom.read(`/uk/tags/${tags}/atom.xml`)).id)
      }
      return found
    }
    const before = await ids()
    expect(before).toEqual([
      'tag:herald.example,2020:feed:uk:tags:every:russia,usa',
      'tag:herald.example,2020:feed:uk:tags:some:russia,usa',
      'tag:herald.example,2020:feed:uk:tags:every:usa,-sport',
      'tag:herald.example,2020:feed:uk:tags:every:-sport',
      'tag:herald.example,2020:feed:uk:tag:usa',
    ])
    newsroom.write('articles/f.json', tagged(9, 'нове', ['USA', 'Russia']))
    await newsroom.refresh()
    expect(await ids()).toEqual(before)
  })

  test('have the dates of their articles, and a new ETag when these change', async () => {
    const newsroom = await open()
    const path = '/uk/tags/russia+usa/atom.xml'
    const before = await newsroom.ask(path)
    expect((await newsroom.read(path)).updated).toBe('2026-03-05T00:00:00.000Z')
    expect((await newsroom.ask(path, { 'If-None-Match': `${before.headers.etag}` })).status).toBe(304)
    expect((await newsroom.ask(path, { 'If-Modified-Since': `${before.headers['last-modified']}` })).status).toBe(304)
    newsroom.clock.now += 60_000
    newsroom.write('articles/a.json', tagged(5, 'обидва', ['Russia']))
    await newsroom.refresh()
    const after = await newsroom.ask(path)
    expect(await newsroom.titles(path)).toEqual(['спорт'])
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(`${after.headers['last-modified']}`)).toBe(newsroom.clock.now)
  })

  test.each([
    ['summaries', { content: 'full', tags: { content: 'summary' } }, false],
    ['whole articles', { content: 'summary', tags: { content: 'full' } }, true],
  ])(
    'show %s if feeds of tags do (exclusions alone: if the feed of all articles does), and the ETag covers every byte',
    async (_name, feeds, tagged) => {
      const newsroom = await open({ feeds })
      const write = (content: string) => {
        const variants = { uk: variant('лід', 'uk', { content: `<p>${content}</p>` }) }
        newsroom.write('articles/e.json', { ...ARTICLES['articles/e.json'], variants })
      }
      for (const tags of ['!usa', 'ice+!usa', 'ice,usa']) {
        const path = `/uk/tags/${tags}/atom.xml`
        const full = tags === '!usa' ? !tagged : tagged
        write('Перший текст')
        await newsroom.refresh()
        const before = await newsroom.ask(path)
        expect(before.text.includes('Перший текст'), tags).toBe(full)
        write('Другий текст')
        await newsroom.refresh()
        const after = await newsroom.ask(path)
        expect(after.text.includes('Другий текст'), tags).toBe(full)
        expect(after.headers.etag === before.headers.etag, tags).toBe(after.text === before.text)
      }
    },
  )
})
