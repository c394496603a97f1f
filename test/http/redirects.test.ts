import { describe, expect, test } from 'vitest'
import { desk } from '../support/feeds.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { everyKind, wire } from '../support/wire.ts'

const NEWS = '%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8-%D0%B4%D0%BD%D1%8F'

describe('redirects to canonical addresses', () => {
  test.each([
    ['the case of the language', '/UK/rss.xml', '/uk/rss.xml'],
    ['the case of the script', '/zh-hant/atom.xml', '/zh-Hant/atom.xml'],
    ['the case of the region', '/pt-br/feed.json', '/pt-BR/feed.json'],
    ['an underscore', '/pt_BR/rss.xml', '/pt-BR/rss.xml'],
    ['of a language in a page', '/PT_br/', '/pt-BR/'],
    ['of a language in a list', '/EN/feeds.opml', '/en/feeds.opml'],
    ['a missing slash', '/uk', '/uk/'],
    ['a missing slash of a term', '/uk/tags/river', '/uk/tags/river/'],
    ['case and a missing slash', '/UK/tags/River', '/uk/tags/river/'],
    ['a tag in capitals', '/uk/tags/RIVER/rss.xml', '/uk/tags/river/rss.xml'],
    [
      'a tag as it is written',
      '/uk/tags/%D0%9D%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8%20%D0%B4%D0%BD%D1%8F/rss.xml',
      `/uk/tags/${NEWS}/rss.xml`,
    ],
    ['a section with a space', '/uk/sections/%20city/atom.xml', '/uk/sections/city/atom.xml'],
    ['an author by name', '/uk/authors/Jo%20Doe/feed.json', '/uk/authors/jo-doe/feed.json'],
    ['percent-encoding in lower case', `/uk/tags/${NEWS.toLowerCase()}/rss.xml`, `/uk/tags/${NEWS}/rss.xml`],
    ['percent-encoding of what needs none', '/uk/tags/%72iver/rss.xml', '/uk/tags/river/rss.xml'],
    ['a query is dropped', '/UK/rss.xml?x=//evil.example', '/uk/rss.xml'],
    ['a moved tag', '/uk/tags/stream/rss.xml', '/uk/tags/river/rss.xml'],
    ['a moved tag in capitals', '/en/tags/STREAM/', '/en/tags/river/'],
  ])('%s: %s redirects to %s', async (_name, path, to) => {
    const { ask } = await everyKind()
    const { status, headers } = await ask(path)
    expect([status, headers.location]).toEqual([301, to])
    expect((await ask(to)).status).toBe(200)
  })

  test('percent-encoded letters of any script are served without a redirect', async () => {
    const path = Buffer.from('/uk/tags/новини-дня/rss.xml').toString('latin1')
    const { status, headers } = await (await everyKind()).ask(encodeURI(Buffer.from(path, 'latin1').toString()))
    expect([status, headers.location]).toEqual([200, undefined])
  })

  test.each([
    '/xx/rss.xml',
    '/uk-UA/rss.xml',
    '/zh-TW/rss.xml',
    '/uk/tags/nobody',
    '/nowhere/',
    '/uk/tags/',
    '/uk/rss.xml/',
  ])('an unknown address is not redirected: %s', async (path) => {
    expect((await (await everyKind()).ask(path)).status).toBe(404)
  })
})

test('zh_TW redirects to zh-TW if the newsroom has that language', async () => {
  const { app } = await publishNewsroom({
    site: { languages: ['uk', 'zh_tw'] },
    files: { 'articles/a.json': article({ variants: { zh_tw: variant('橋', 'zh-TW') } }) },
  })
  const ask = await wire(app.handler)
  const { status, headers } = await ask('/zh_TW/rss.xml')
  expect([status, headers.location]).toEqual([301, '/zh-TW/rss.xml'])
  expect((await ask('/zh-TW/rss.xml')).status).toBe(200)
})

describe('retired and moved tags', () => {
  test.each([
    ['a retired tag', '/uk/tags/olympics/rss.xml', 410],
    ['and its page', '/uk/tags/olympics/', 410],
    ['in every language', '/ru/tags/OLYMPICS/atom.xml', 410],
    ['a section of that name, which was never retired', '/uk/sections/olympics/rss.xml', 404],
  ])('%s: %s answers %i', async (_name, path, status) => {
    expect((await (await everyKind()).ask(path)).status).toBe(status)
  })

  test('a retired tag answers 410 although articles have it', async () => {
    const files = { 'articles/a.json': article({ tags: ['olympics', 'river'] }) }
    const { app } = await publishNewsroom({ site: { retired: { tags: ['Olympics'] } }, files })
    const ask = await wire(app.handler)
    expect((await ask('/uk/tags/olympics/rss.xml')).status).toBe(410)
    expect((await ask('/uk/')).text).not.toContain('/uk/tags/olympics/')
    expect((await ask('/feeds.opml')).text).not.toContain('olympics')
  })

  test('articles with a moved tag are in the feed of its new name', async () => {
    const files = { 'articles/a.json': article({ tags: ['Streams'] }) }
    const { app } = await publishNewsroom({ site: { moved: { tags: { streams: 'river' } } }, files })
    const ask = await wire(app.handler)
    expect((await ask('/uk/tags/streams/rss.xml')).headers.location).toBe('/uk/tags/river/rss.xml')
    expect((await ask('/uk/tags/river/rss.xml')).text).toContain('herald.example,2020:a/uk')
  })

  test('a tag that was moved twice redirects to its last name, with its articles', async () => {
    const files = {
      'articles/a.json': article({ tags: ['streams'] }),
      'articles/b.json': article({ tags: ['river'] }),
    }
    const { app } = await publishNewsroom({ site: { moved: { tags: { streams: 'rivers', rivers: 'river' } } }, files })
    const ask = await wire(app.handler)
    let path = '/uk/tags/streams/rss.xml'
    for (let hops = 0; hops < 3; hops++) path = (await ask(path)).headers.location ?? path
    const { status, text } = await ask(path)
    expect([status, path]).toEqual([200, '/uk/tags/river/rss.xml'])
    expect(text).toContain('herald.example,2020:a/uk')
  })

  test.each([{ a: 'b', b: 'a' }, { a: 'A' }, { a: 'b', b: 'c', c: 'b' }])(
    'moves that would redirect in a circle are refused: %o',
    (tags) => {
      expect(() => desk({ moved: { tags } })).toThrow(/site\.yaml: line \d+: moved\.tags\.\w leads back to itself/)
    },
  )
})
