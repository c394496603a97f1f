import { createHash } from 'node:crypto'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { scripts } from '../../src/embed/scripts.ts'
import { decoded } from '../support/decoded.ts'
import { article, NOW, published, type TestOptions, variant } from '../support/newsroom.ts'
import { everyKind, wire } from '../support/wire.ts'

const PICTURE = { url: '/media/dot.svg', width: 1200, height: 800, credit: 'Jo "J" <Doe>' }

async function served(options: TestOptions = {}) {
  const { site, files, ...others } = options
  const made = await published({
    site: {
      languages: ['uk', 'en', 'ar'],
      headlines: { top: ['b', 'a'] },
      partners: { wire: { utm: { source: 'wire' }, tags: ['river'] }, closed: { token: 'a-secret-of-the-wire-42' } },
      ...{ retired: { tags: ['olympics'] }, moved: { tags: { stream: 'river' } } },
      ...site,
    },
    files: {
      'articles/a.json': article({
        tags: ['river', 'spring'],
        authors: [{ name: 'Jo Doe' }],
        image: PICTURE,
        variants: {
          uk: variant('Міст', 'uk', { imageAlt: 'Міст через річку' }),
          en: variant('Bridge <b>&', 'en'),
          ar: variant('جسر', 'ar'),
        },
      }),
      'articles/b.json': article({
        published: '2026-02-01T00:00:00Z',
        variants: { uk: variant('Човен', 'uk', { summary: undefined, content: '' }) },
      }),
      'media/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      ...files,
    },
    ...others,
  })
  return { ...made, ask: await wire(made.app.handler) }
}

type Item = { title: string; url: string; language: string; image: unknown; summary: unknown }
type Headlines = Record<string, unknown> & { items: Item[] }

describe('headlines.json', () => {
  test('has all that a page needs, and says how it is read', async () => {
    const { ask } = await served()
    const { headers, text } = await ask('/embed/uk/headlines.json')
    const { items, ...rest } = JSON.parse(text) as Headlines
    expect(rest).toEqual({
      version: 1,
      title: 'Вісник',
      language: 'uk',
      direction: 'ltr',
      page: 'https://feeds.example/uk/',
      more: expect.stringContaining('Вісник'),
      empty: expect.stringMatching(/\S/),
      refresh: 300,
    })
    expect(items[0]).toEqual({
      id: 'tag:herald.example,2020:a/uk',
      title: 'Міст',
      url: 'https://herald.example/uk/news/%D0%9C%D1%96%D1%81%D1%82/',
      published: '2026-03-01T07:00:00.000Z',
      updated: '2026-03-01T07:00:00.000Z',
      date: '1 березня 2026 р.',
      language: 'uk',
      direction: 'ltr',
      summary: 'Міст.',
      image: {
        url: 'https://feeds.example/media/dot.svg',
        alt: 'Міст через річку',
        credit: 'Фото: Jo "J" <Doe>',
        ...{ width: 1200, height: 800 },
      },
    })
    expect(items[1]).toMatchObject({ title: 'Човен', image: null, summary: null })
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-language': 'uk',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400',
      vary: 'Accept-Encoding',
    })
    expect(headers['set-cookie']).toBeUndefined()
  })

  test.each([
    ['/embed/uk/tags/river/', ['Міст', 'Човен']],
    ['/embed/uk/sections/city/', ['Міст', 'Човен']],
    ['/embed/uk/authors/jo-doe/', ['Міст']],
    ['/embed/uk/headlines/top/', ['Човен', 'Міст']],
    ['/embed/uk/tags/river+spring/', ['Міст']],
    ['/embed/uk/tags/river+!spring/', ['Човен']],
    ['/embed/en,uk/', ['Bridge &', 'Човен']],
    ['/embed/partners/wire/uk/', ['Міст', 'Човен']],
    ['/embed/partners/wire/uk/tags/spring/', ['Міст']],
    ['/embed/ar/tags/spring/', ['جسر']],
  ])('%s has the feed’s articles in its order', async (folder, titles) => {
    const { ask } = await served()
    const { status, text } = await ask(`${folder}headlines.json`)
    expect([status, (JSON.parse(text) as Headlines).items.map(({ title }) => title)]).toEqual([200, titles])
    for (const file of ['fragment.html', 'frame.html']) {
      const page = (await ask(folder + file)).text
      const shown = [...page.matchAll(/class="polyfeed-link"[^>]*>([^<]*)</g)].map(([, title]) => title)
      expect(shown, file).toEqual(titles.map((title) => title.replaceAll('&', '&amp;')))
    }
  })

  test('has the partner’s parameters on its links, and those of nobody else', async () => {
    const { ask } = await served()
    for (const folder of ['/embed/partners/wire/uk/', '/embed/partners/wire/uk/tags/spring/']) {
      for (const file of ['headlines.json', 'fragment.html', 'frame.html']) {
        expect((await ask(folder + file)).text, folder + file).toContain('/?utm_source=wire"')
      }
    }
    expect((await ask('/embed/uk/headlines.json')).text).not.toContain('utm_')
  })

  test('is 404 for whatever is nobody’s, or not for everybody', async () => {
    const { ask } = await served()
    for (const folder of [
      ...['closed/uk/', 'closed/uk/tags/river/', 'nobody/uk/', 'closed/xx/'].map((at) => `/embed/partners/${at}`),
      ...['/embed/xx/', '/embed/uk/tags/nothing/', '/embed/uk/headlines/none/', '/embed/uk/archive/2026-02/'],
    ]) {
      for (const file of ['headlines.json', 'fragment.html', 'frame.html?count=3']) {
        const { status, headers } = await ask(folder + file)
        expect([status, headers['cache-control']], folder + file).toEqual([404, 'no-store'])
      }
    }
  })

  test('tells of what has moved, is spelled otherwise, or is retired', async () => {
    const { ask } = await served()
    for (const [from, to] of [
      ['/embed/uk/tags/stream/headlines.json', '/embed/uk/tags/river/headlines.json'],
      ['/embed/UK/headlines.json', '/embed/uk/headlines.json'],
      [
        '/embed/uk/tags/stream/frame.html?show=images&x=1&count=3',
        '/embed/uk/tags/river/frame.html?count=3&show=images',
      ],
      ['/embed/UK/fragment.html', '/embed/uk/fragment.html'],
      ['/embed/uk/tags/spring+river/fragment.html?count=2', '/embed/uk/tags/river+spring/fragment.html?count=2'],
      ['/uk/embed', '/uk/embed/'],
      ['/UK/search?q=x', '/uk/search'],
    ] as const) {
      const { status, headers } = await ask(from)
      expect([status, headers.location], from).toEqual([301, to])
    }
    for (const file of ['headlines.json', 'fragment.html', 'frame.html']) {
      expect((await ask(`/embed/uk/tags/olympics/${file}`)).status).toBe(410)
    }
  })

  test('says nothing of what is under embargo', async () => {
    const secret = article({
      published: '2026-03-10T13:00:00Z',
      tags: ['river'],
      variants: { uk: variant('Таємне', 'uk') },
    })
    const { ask, app, clock } = await served({ files: { 'articles/secret.json': secret } })
    const files = ['headlines.json', 'fragment.html', 'frame.html']
    for (const file of files) expect((await ask(`/embed/uk/${file}`)).text, file).not.toContain('Таємне')
    clock.now = NOW + 3_600_000
    await app.newsroom.refresh()
    for (const file of files) expect((await ask(`/embed/uk/${file}`)).text, file).toContain('Таємне')
  })

  test('has twenty articles at most, whatever the feed has', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 25 }, (_, at) => [
        `articles/m${at}.json`,
        article({ variants: { uk: variant(`М${at}`, 'uk') } }),
      ]),
    )
    const { ask } = await served({ files: many })
    expect((JSON.parse((await ask('/embed/uk/headlines.json')).text) as Headlines).items.length).toBe(20)
    for (const count of [1, 7, 20]) {
      const { text } = await ask(`/embed/uk/fragment.html?count=${count}`)
      expect(text.match(/<li /g)?.length).toBe(count)
    }
  })

  test('moves its entity tag and its date when, and only when, it is another', async () => {
    const { ask, app, write, clock } = await served()
    const look = async (path: string) => {
      const { headers, text } = await ask(path)
      return { etag: headers.etag, date: headers['last-modified'], text }
    }
    const paths = ['/embed/uk/tags/spring/headlines.json', '/embed/uk/tags/spring/frame.html?show=summaries']
    const before = await Promise.all(paths.map(look))
    clock.now += 60_000
    write('articles/c.json', article({ tags: ['other'], variants: { uk: variant('Інше', 'uk') } }))
    await app.newsroom.refresh()
    expect(await Promise.all(paths.map(look))).toEqual(before)
    for (const [at, path] of paths.entries()) {
      const answer = await ask(path, { 'If-None-Match': String(before[at]?.etag) })
      expect([answer.status, answer.text]).toEqual([304, ''])
    }
    clock.now += 60_000
    write('articles/a.json', article({ tags: ['spring'], status: 'withdrawn' }))
    await app.newsroom.refresh()
    for (const [at, path] of paths.entries()) {
      const after = await look(path)
      expect(after.text).not.toBe(before[at]?.text)
      expect(after.etag).not.toBe(before[at]?.etag)
      expect(Date.parse(after.date ?? '')).toBeGreaterThan(Date.parse(before[at]?.date ?? ''))
    }
  })

  test('comes in every encoding, and to HEAD and OPTIONS', async () => {
    const { ask } = await served()
    for (const path of ['/embed/uk/headlines.json', '/embed/uk/frame.html?count=2', '/embed/polyfeed-headlines.js']) {
      const plain = await ask(path)
      for (const encoding of ['br', 'gzip', 'zstd']) {
        const answer = await ask(path, { 'Accept-Encoding': encoding })
        expect(answer.headers['content-encoding'], path).toBe(encoding)
        expect(decoded(answer), path).toBe(plain.text)
      }
      const head = await ask(path, {}, 'HEAD')
      expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', String(plain.body.length)])
      expect((await ask(path, {}, 'OPTIONS')).status).toBe(204)
      expect((await ask(path, {}, 'POST')).status).toBe(405)
    }
  })

  test('is nobody’s greed: pages of others ask for it, many behind one address', async () => {
    const { ask } = await served({
      site: { limits: { downloads: 1, seconds: 600, exempt: [] }, proxies: ['loopback'] },
    })
    const from = { 'X-Forwarded-For': '203.0.113.7' }
    const statuses = async (path: string) => [(await ask(path, from)).status, (await ask(path, from)).status]
    expect(await statuses('/uk/rss.xml')).toEqual([200, 429])
    for (const path of [
      '/embed/uk/headlines.json',
      '/embed/uk/frame.html',
      '/embed/polyfeed-headlines.js',
      '/oembed?url=https://feeds.example/uk/',
    ]) {
      expect(await statuses(path), path).toEqual([200, 200])
    }
  })

  test('is counted as what it is', async () => {
    const { ask } = await served()
    for (const path of [
      '/embed/uk/headlines.json',
      '/embed/uk/frame.html',
      '/embed/uk/fragment.html',
      '/embed/nothing',
    ])
      await ask(path)
    const { text } = await ask('/metrics')
    expect(text).toMatch(/polyfeed_requests_total\{kind="embed",status="200",encoding="identity"\} 3/)
    expect(text).toMatch(/polyfeed_requests_total\{kind="embed",status="404",encoding="identity"\} 1/)
  })
})

describe('frames and pieces of HTML', () => {
  test.each([
    ['count=0', 'count'],
    ['count=21', 'count'],
    ['show=video', 'show'],
    ['theme=pink', 'theme'],
  ])('?%s is refused, and what of it is named', async (query, parameter) => {
    const { ask } = await served()
    for (const file of ['fragment.html', 'frame.html']) {
      const { status, headers, text } = await ask(`/embed/en/${file}?${query}`)
      expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8'])
      expect(JSON.parse(text).detail).toContain(`“${parameter}”`)
    }
  })

  test('show what is asked for and nothing else', async () => {
    const { ask } = await served()
    const has = async (query: string) => {
      const { text } = await ask(`/embed/en/fragment.html${query}`)
      return [text.includes('<img '), text.includes('polyfeed-summary')]
    }
    expect(await has('')).toEqual([false, false])
    expect(await has('?show=images')).toEqual([true, false])
    expect(await has('?show=summaries')).toEqual([false, true])
    expect(await has('?show=images&show=summaries')).toEqual([true, true])
  })

  test('however a look is asked for, it is one document', async () => {
    const { ask } = await served()
    const etags = new Set<unknown>()
    for (const query of [
      'count=3&show=images,summaries',
      'show=summaries&count=3&show=images',
      'x=1&show=images,summaries&count=03',
    ]) {
      etags.add((await ask(`/embed/uk/frame.html?${query}`)).headers.etag)
    }
    expect(etags.size).toBe(1)
    expect((await ask('/embed/uk/frame.html?count=1')).headers.etag).not.toBe([...etags][0])
  })

  test('are well-formed, and what articles say is text', async () => {
    const { ask } = await served()
    const { text } = await ask('/embed/en/fragment.html?show=images,summaries')
    expect(text).toContain('Bridge &amp;</a>')
    expect(text).not.toMatch(/<b>|<script/)
    const xml = text.replaceAll(/<(img)([^>]*)>/g, '<$1$2/>')
    expect(XMLValidator.validate(xml)).toBe(true)
    expect(new XMLParser({ ignoreAttributes: false }).parse(xml).section['@_dir']).toBe('ltr')
    expect((await ask('/embed/ar/fragment.html')).text).toContain('<section class="polyfeed" lang="ar" dir="rtl">')
  })

  test('a frame may stand on any page, and runs and paints nothing but its own', async () => {
    const { ask } = await served()
    const { headers, text } = await ask('/embed/uk/frame.html')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain('frame-ancestors *')
    expect(policy).not.toContain('unsafe')
    expect(headers['x-frame-options']).toBeUndefined()
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin')
    for (const [tag, directive] of [
      ['style', 'style-src'],
      ['script', 'script-src'],
    ] as const) {
      const [, own = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text) ?? []
      const hash = createHash('sha256').update(own).digest('base64')
      expect(policy).toContain(`${directive} 'sha256-${hash}'`)
    }
    expect(text).toContain('<base target="_blank">')
    expect(text.match(/<a (?![^>]*rel="noopener")/g)).toBeNull()
  })

  test('a piece of HTML that is opened by itself runs nothing', async () => {
    const { ask } = await served()
    expect((await ask('/embed/uk/fragment.html')).headers['content-security-policy']).toBe(
      "default-src 'none'; sandbox",
    )
  })
})

describe('scripts', () => {
  test('each version has an address where it stays for good, with the hash that pages name', async () => {
    const { ask } = await served()
    for (const { name, version, text, integrity } of scripts()) {
      const answer = await ask(`/embed/${name}-${version}.js`)
      expect(answer.text).toBe(text)
      expect(`sha384-${createHash('sha384').update(answer.body).digest('base64')}`).toBe(integrity)
      expect(answer.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      })
    }
  })

  test('the newest is under an address without a version, for an hour', async () => {
    const { ask } = await served()
    const newest = scripts().find(({ name, newest }) => name === 'polyfeed-headlines' && newest)
    const answer = await ask('/embed/polyfeed-headlines.js')
    expect([answer.text, answer.headers['cache-control']]).toEqual([
      newest?.text,
      expect.stringContaining('max-age=3600'),
    ])
    expect((await ask('/embed/polyfeed-headlines-0.0.1.js')).status).toBe(404)
  })
})

test('below a path, every address of ours begins with it', async () => {
  const { app } = await everyKind({ site: { feedUrl: 'https://herald.example/our/feeds' } })
  const ask = await wire(app.handler)
  for (const path of [
    '/uk/',
    '/uk/tags/river/',
    '/uk/embed/?show=images',
    '/uk/search?q=a',
    '/embed/uk/frame.html',
    '/embed/uk/fragment.html',
    '/embed/uk/headlines.json',
  ]) {
    const { text } = await ask(path)
    const addresses = [
      ...text.matchAll(
        /(?:href|src|action)="(\/[^"]*)"|https:\/\/herald\.example(\/our\/feeds|\/(?:embed|uk\/tags|oembed))[^"&<\s]*/g,
      ),
    ]
    const odd = addresses.map(([, own, other]) => own ?? other ?? '').filter((one) => !one.startsWith('/our/feeds'))
    expect(odd, path).toEqual([])
    if (!path.startsWith('/embed/uk/f') || path.endsWith('json')) expect(addresses.length, path).toBeGreaterThan(0)
  }
})
