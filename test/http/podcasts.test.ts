import { describe, expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'

const recording = (url: string, over = {}) => ({ url, type: 'audio/mpeg', length: 1234, duration: 95, ...over })
const ARTICLES = {
  'media/art.png': '',
  'articles/walk.json': article({
    podcast: { season: 2, episode: 7, explicit: false, chapters: '/media/walk.chapters.json' },
    variants: {
      uk: variant('Прогулянка', 'uk', {
        attachments: [{ url: '/plan.pdf' }, recording('/media/walk.uk.mp3')],
        podcast: {
          ...{ title: 'Прогулянка & кава', transcripts: [{ url: '/media/walk.uk.vtt' }] },
          persons: [{ name: 'Кім', role: 'guest', img: '/kim.jpg', href: '/kim/' }],
        },
      }),
      en: variant('Walk', 'en', { attachments: [recording('/media/walk.en.m4a', { type: 'audio/x-m4a' })] }),
      ru: variant('Прогулка', 'ru'),
    },
  }),
  'articles/shared.json': article({
    ...{ published: '2026-02-20T00:00:00Z', attachments: [recording('https://cdn.example/bells.mp3?a=1&b=2')] },
    variants: { uk: variant('Дзвони', 'uk'), en: variant('Bells', 'en') },
  }),
  'articles/silent.json': article({
    ...{ published: '2026-03-02T00:00:00Z', attachments: [{ url: '/plan.pdf', type: 'application/pdf' }] },
    variants: { uk: variant('Тиша', 'uk'), ru: variant('Тишина', 'ru') },
  }),
}
const DAILY = {
  ...{ profile: 'podcast', languages: ['uk', 'en', 'ru'], title: { uk: 'Щодня', en: 'Daily' } },
  ...{ description: { uk: 'Про місто', en: 'About the city' }, link: { uk: '/podcast/', en: '/en/podcast/' } },
  ...{ artwork: { url: '/media/art.png', width: 3000, height: 3000 }, owner: { email: 'pod@herald.example' } },
  ...{ categories: ['News > Daily News', 'Technology'], explicit: true, type: 'serial', locked: false },
  ...{ funding: { url: '/join/', text: { uk: 'Разом', en: 'Join' } }, medium: 'podcast', complete: true },
  updateFrequency: { rrule: 'FREQ=DAILY', text: 'Daily' },
  txt: [{ purpose: 'verify', text: 'a<b' }],
  persons: [{ name: { uk: 'Анна', en: 'Anna' }, role: 'host', href: '/anna/' }],
  trailer: { title: 'Soon', url: '/media/soon.mp3', published: '2026-02-01T08:00:00+02:00', length: 9, season: 2 },
  newFeedUrl: { uk: 'https://pods.example/uk.xml', en: 'https://pods.example/en.xml' },
}
const open = (settings: object = DAILY, site = {}, files = {}) =>
  serveNewsroom({ site: { partners: { daily: settings }, ...site }, files: { ...ARTICLES, ...files } })
const rssOf = async (settings: object = DAILY, language = 'uk', site = {}) =>
  (await (await open(settings, site)).ask(`/partners/daily/${language}/rss.xml`)).text

describe('a podcast', () => {
  test.each(inFormats('/partners/daily/uk/'))('has the articles with a recording in its language: %s', async (path) => {
    expect(await (await open()).titles(path)).toEqual(['Прогулянка', 'Дзвони'])
  })

  test('has no article in another language that replaces a missing one', async () => {
    const { titles } = await open(DAILY, { fallback: { ru: ['uk'] } })
    expect(await titles('/ru/rss.xml')).toContain('Дзвони')
    expect(await titles('/partners/daily/ru/rss.xml')).toEqual([])
  })

  test('says of itself what Apple and the podcast namespace have a place for, in its language', async () => {
    const rss = await rssOf()
    const head = rss.slice(0, rss.indexOf('<item>'))
    for (const element of [
      'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
      'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
      '<title>Щодня</title>',
      '<link>https://herald.example/podcast/</link>',
      '<description>Про місто</description>',
      '<itunes:author>Вісник</itunes:author>',
      '<itunes:owner><itunes:name>Вісник</itunes:name><itunes:email>pod@herald.example</itunes:email></itunes:owner>',
      '<itunes:image href="https://feeds.example/media/art.png"/>',
      '<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>',
      '<itunes:category text="Technology"/>',
      '<itunes:explicit>true</itunes:explicit>',
      '<itunes:type>serial</itunes:type>',
      '<itunes:complete>Yes</itunes:complete>',
      '<itunes:new-feed-url>https://pods.example/uk.xml</itunes:new-feed-url>',
      '<podcast:locked owner="pod@herald.example">no</podcast:locked>',
      '<podcast:funding url="https://herald.example/join/">Разом</podcast:funding>',
      '<podcast:medium>podcast</podcast:medium>',
      '<podcast:updateFrequency complete="true" rrule="FREQ=DAILY">Daily</podcast:updateFrequency>',
      '<podcast:txt purpose="verify">a&lt;b</podcast:txt>',
      '<podcast:person role="host" href="https://herald.example/anna/">Анна</podcast:person>',
      '<podcast:trailer pubdate="Sun, 01 Feb 2026 06:00:00 GMT" url="https://feeds.example/media/soon.mp3" length="9" season="2">Soon</podcast:trailer>',
    ]) {
      expect(head).toContain(element)
    }
    expect(await rssOf(DAILY, 'en')).toContain(
      '<podcast:funding url="https://herald.example/join/">Join</podcast:funding>',
    )
  })

  test('says nothing that was not written', async () => {
    const rss = await rssOf({ profile: 'podcast' })
    expect(rss.slice(0, rss.indexOf('<item>')).match(/<(?:itunes|podcast):[\w-]+/g)).toEqual([
      '<itunes:author',
      '<podcast:guid',
    ])
  })

  test("asks for the newsroom's support without a funding of its own", async () => {
    const rss = await rssOf({ profile: 'podcast' }, 'en', { channel: { support: { en: '/give/' } } })
    expect(rss).toContain('<podcast:funding url="https://herald.example/give/">Support Herald</podcast:funding>')
  })

  test('has the UUID of its address, or its own', async () => {
    // UUIDv5 of feeds.example/partners/daily/uk/rss.xml in the namespace of podcasts.
    expect(await rssOf()).toContain('<podcast:guid>e814d04f-99b8-5a9d-b266-af3120562d5b</podcast:guid>')
    const own = '917393e3-1b1e-5cef-ace4-edaa54e1f810'
    expect(await rssOf({ ...DAILY, guid: { uk: own } })).toContain(`<podcast:guid>${own}</podcast:guid>`)
    expect(await rssOf({ ...DAILY, guid: { uk: own } }, 'en')).not.toContain(own)
  })

  test('names its feeds in the other languages that have episodes', async () => {
    const { ask } = await open()
    const { text, headers } = await ask('/partners/daily/uk/rss.xml')
    expect(text).toContain(
      'rel="related" type="application/rss+xml" hreflang="en" href="https://feeds.example/partners/daily/en/rss.xml"',
    )
    expect(text).not.toContain('/partners/daily/ru/')
    expect(headers.link).toContain('<https://feeds.example/partners/daily/en/rss.xml>; rel="alternate"')
  })

  test('names a language as soon as it has an episode', async () => {
    const newsroom = await open()
    const before = await newsroom.ask('/partners/daily/uk/rss.xml')
    newsroom.write(
      'articles/new.json',
      article({ tags: [], variants: { ru: variant('Новое', 'ru', { attachments: [recording('/new.mp3')] }) } }),
    )
    newsroom.clock.now += 60_000
    await newsroom.refresh()
    const after = await newsroom.ask('/partners/daily/uk/rss.xml')
    expect(after.text).toContain('/partners/daily/ru/rss.xml')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(Date.parse(String(after.headers['last-modified']))).toBeGreaterThan(
      Date.parse(String(before.headers['last-modified'])),
    )
  })
})

describe('an episode', () => {
  test('has its recording as the enclosure, and its facts', async () => {
    const rss = await rssOf()
    const item = rss.slice(rss.indexOf('<item>'), rss.indexOf('</item>'))
    for (const element of [
      '<enclosure length="1234" type="audio/mpeg" url="https://feeds.example/media/walk.uk.mp3"/>',
      '<itunes:title>Прогулянка &amp; кава</itunes:title>',
      '<itunes:duration>95</itunes:duration>',
      '<itunes:episodeType>full</itunes:episodeType>',
      '<itunes:season>2</itunes:season>',
      '<itunes:episode>7</itunes:episode>',
      '<itunes:explicit>false</itunes:explicit>',
      '<podcast:season>2</podcast:season>',
      '<podcast:episode>7</podcast:episode>',
      '<podcast:transcript url="https://feeds.example/media/walk.uk.vtt" type="text/vtt"/>',
      '<podcast:chapters url="https://feeds.example/media/walk.chapters.json" type="application/json+chapters"/>',
      '<podcast:person role="guest" img="https://herald.example/kim.jpg" href="https://herald.example/kim/">Кім</podcast:person>',
      // Apple's name of the type.
      '<podcast:alternateEnclosure type="audio/x-m4a" length="1234" lang="en" title="English" rel="translation-en"><podcast:source uri="https://feeds.example/media/walk.en.m4a"/></podcast:alternateEnclosure>',
    ]) {
      expect(item).toContain(element)
    }
    // A recording for all languages is no alternative to itself.
    expect(rss.match(/alternateEnclosure type/g)).toHaveLength(1)
  })

  test('is in JSON Feed and Atom with its recording and duration', async () => {
    const { ask } = await open()
    const { items } = JSON.parse((await ask('/partners/daily/uk/feed.json')).text)
    expect(items[0]).toMatchObject({
      attachments: [{ mime_type: 'audio/mpeg', size_in_bytes: 1234, duration_in_seconds: 95 }, {}],
      _podcast: {
        ...{ season: 2, episode: 7, title: 'Прогулянка & кава', type: 'full' },
        translations: [{ language: 'en', url: 'https://feeds.example/media/walk.en.m4a' }],
      },
    })
    const atom = (await ask('/partners/daily/uk/atom.xml')).text
    const enclosures = [...atom.matchAll(/<link rel="enclosure" href="([^"]+)"/g)].map(([, href]) => href)
    expect(enclosures[0]).toBe('https://feeds.example/media/walk.uk.mp3')
  })

  test.each([
    ['https://op3.example/e/', 'https://op3.example/e/cdn.example/bells.mp3?a=1&amp;b=2'],
    [
      'https://op3.example/e,pg={guid}/',
      'https://op3.example/e,pg=e814d04f-99b8-5a9d-b266-af3120562d5b/cdn.example/bells.mp3?a=1&amp;b=2',
    ],
  ])('has its recording at an address with the prefix %s', async (prefix, address) => {
    const rss = await rssOf({ ...DAILY, prefix })
    expect(rss).toContain(`<enclosure length="1234" type="audio/mpeg" url="${address}"/>`)
    expect(rss).not.toContain('"https://cdn.example/')
  })

  test('shows its facts in podcasts only', async () => {
    const { ask } = await open()
    expect((await ask('/uk/rss.xml')).text).not.toMatch(/itunes:|podcast:/)
    const { text } = await ask('/en/feed.json')
    expect(text).not.toContain('_podcast')
    expect(text).toContain('/media/walk.en.m4a')
  })

  test('may have a number between two others, and a picture that Apple takes', async () => {
    const image = { url: '/media/own.jpg', width: 1400, height: 1400 }
    const { ask } = await open(
      DAILY,
      {},
      {
        'articles/walk.json': article({
          ...{ podcast: { episode: 7.5, type: 'bonus' }, attachments: [recording('/a.mp3')], image },
          variants: { uk: variant('Прогулянка', 'uk') },
        }),
      },
    )
    const { text } = await ask('/partners/daily/uk/rss.xml')
    expect(text).toContain('<podcast:episode>7.5</podcast:episode>')
    expect(text).not.toContain('itunes:episode>')
    expect(text).toContain('<itunes:episodeType>bonus</itunes:episodeType>')
    expect(text).toContain('<itunes:image href="https://feeds.example/media/own.jpg"/>')
  })

  test('comes from Markdown, too', async () => {
    const matter = 'title: Кава\ndate: 2026-03-03\nattachments: [{url: /c.mp3, length: 5}]\npodcast: {season: 3}\n'
    const { ask } = await open(DAILY, {}, { 'stories/coffee.uk.md': `---\n${matter}---\nТекст` })
    const { text } = await ask('/partners/daily/uk/rss.xml')
    expect(text).toContain('<enclosure length="5" type="audio/mpeg" url="https://herald.example/c.mp3"/>')
    expect(text).toContain('<podcast:season>3</podcast:season>')
  })
})

describe('a value that is wrong', () => {
  test('costs that part only, and is a warning', async () => {
    const { ask } = await open(
      DAILY,
      {},
      {
        'articles/walk.json': article({
          attachments: [recording('/a.mp3')],
          podcast: {
            ...{ season: 0, episode: 3, type: 'part', explicit: 'no', chapters: 'mailto:a@b.example' },
            transcripts: [{ url: '/t.vtt', language: 'klingon!' }, { url: '/nothing' }, 7],
            persons: [{ name: '' }, { name: 'Кім', img: 'javascript:1' }],
          },
          variants: { uk: variant('Прогулянка', 'uk') },
        }),
      },
    )
    const { text } = await ask('/partners/daily/uk/rss.xml')
    const item = text.slice(text.indexOf('<item>'), text.indexOf('</item>'))
    expect(item.match(/<(?:itunes|podcast):.*/g)).toEqual([
      '<itunes:duration>95</itunes:duration>',
      '<itunes:episodeType>full</itunes:episodeType>',
      '<itunes:episode>3</itunes:episode>',
      '<podcast:episode>3</podcast:episode>',
      '<podcast:transcript url="https://herald.example/t.vtt" type="text/vtt"/>',
      '<podcast:person>Кім</podcast:person>',
    ])
    const { quarantine } = JSON.parse((await ask('/readyz')).text)
    expect(quarantine.map(({ severity }: { severity: string }) => severity)).toEqual(Array(9).fill('warning'))
  })
})
