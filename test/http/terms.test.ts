import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { article, configOf, intake, NOW, newsroom, publishNewsroom, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'
import { wire } from '../support/wire.ts'

const tagged = (id: string, tags: readonly string[], over: Record<string, unknown> = {}) => ({
  [`articles/${id}.json`]: article({ tags, variants: { en: variant(id, 'en') }, ...over }),
})
const encoded = (label: string): string => encodeURIComponent(label)

describe('a feed', () => {
  test('has the articles of all spellings of its tag, under one label', async () => {
    const files = {
      ...tagged('a', ['COVID‑19']),
      ...tagged('b', ['COVID-19', 'COVID–19']),
      ...tagged('c', ['#COVID-19']),
      'locales/en/tags.json': { 'Covid—19': 'Coronavirus' },
    }
    const { titles, ask } = await serveNewsroom({ files })
    for (const file of inFormats('/en/tags/covid-19/')) expect(await titles(file), file).toEqual(['a', 'b', 'c'])
    const { text } = await ask('/en/tags/covid-19/rss.xml')
    expect([...text.matchAll(/<category[^>]*>(?:<!\[CDATA\[)?Coronavirus/g)]).toHaveLength(3)
  })

  test.each([
    ['c%2B%2B', 'c-plus-plus'],
    ['C++', 'c-plus-plus'],
    ['c%23', 'c-sharp'],
    ['r%26d', 'r-d'],
    ['R&D', 'r-d'],
    ['sharp-kyiv', 'kyiv'],
    ['%23Kyiv', 'kyiv'],
    ['%EF%BC%83kyiv', 'kyiv'],
    ['covid%E2%80%9119', 'covid-19'],
    ['stra%C3%9Fe', 'strasse'],
    ['km%2Bh', 'km-plus-h'],
    ['c%2B%2B+kyiv', 'c-plus-plus+kyiv'],
    ['kyiv,c%23', 'c-sharp,kyiv'],
    ['kyiv%2Bcovid-19', 'covid-19+kyiv'],
  ])('%s redirects to %s', async (written, id) => {
    const files = tagged('a', ['C++', 'C#', 'R&D', '#Kyiv', 'COVID-19', 'Straße', 'km+h'])
    const { ask } = await serveNewsroom({ files })
    for (const file of ['', 'rss.xml', 'atom.xml', 'feed.json', 'archive/2026-03/rss.xml']) {
      const { status, headers } = await ask(`/en/tags/${written}/${file}`)
      expect([status, headers.location], file).toEqual([301, `/en/tags/${id}/${file}`])
      expect((await ask(`/en/tags/${id}/${file}`)).status).toBe(200)
    }
  })

  test.each(['c%2B%2B%2B', 'sharp-nothing', 'kyiv%2Bnothing', '%2B%2B', '%F0%9F%8E%89'])(
    'of an unknown tag is not found: %s',
    async (written) => {
      const { ask } = await serveNewsroom({ files: tagged('a', ['C++', 'Kyiv']) })
      expect((await ask(`/en/tags/${written}/rss.xml`)).status).toBe(404)
    },
  )

  test('in Turkish has Turkish lower case; an article in several languages has one tag', async () => {
    const site = { languages: ['tr', 'en'] }
    const files = {
      ...tagged('a', ['IŞIK'], { variants: { tr: variant('a', 'tr') } }),
      ...tagged('b', ['AI'], { variants: { tr: variant('b', 'tr'), en: variant('b', 'en') } }),
      'locales/tr/tags.json': { AI: 'Yapay zekâ', Işık: 'Aydınlık' },
    }
    const { ask, titles } = await serveNewsroom({ site, files })
    expect((await ask(`/tr/tags/${encoded('IŞIK')}/rss.xml`)).headers.location).toBe(
      `/tr/tags/${encoded('ışık')}/rss.xml`,
    )
    expect(await titles(`/tr/tags/${encoded('ışık')}/rss.xml`)).toEqual(['a'])
    expect(await titles('/tr/tags/ai/rss.xml')).toEqual(['b'])
    const { text } = await ask('/tr/rss.xml')
    expect([text.includes('Yapay zekâ'), text.includes('Aydınlık')]).toEqual([true, true])
  })
})

describe('a tag of symbols', () => {
  test('is shown on the item, has no feed, and is a warning', async () => {
    const files = { ...tagged('a', ['🎉', 'river', '★'], { section: '🇺🇦' }), 'locales/en/tags.json': { '🎉': 'Fun' } }
    const { app, ask } = await serveNewsroom({ files })
    const warning = { severity: 'warning', reason: 'term_without_feed', file: 'articles/a.json' }
    expect(app.newsroom.quarantine()).toMatchObject([warning, warning, warning])
    expect(app.newsroom.lastOutcome()).toMatchObject({ ok: true, quarantined: 0 })
    for (const file of inFormats('/en/')) {
      const { text } = await ask(file)
      for (const label of ['Fun', '★', '🇺🇦', 'river']) expect(text, file).toContain(label)
    }
    expect((await ask('/en/atom.xml')).text).toContain('term="★"')
    expect((await ask('/feeds.opml')).text).not.toContain('★')
    expect((await ask(`/en/tags/${encoded('🎉')}/rss.xml`)).status).toBe(404)
  })

  test('is shown without a feed, and a tag of punctuation is left out', async () => {
    const { app } = await publishNewsroom({ files: { ...tagged('a', ['🎉']), ...tagged('b', ['!']) } })
    expect(app.newsroom.quarantine().map(({ file, reason }) => [file, reason])).toEqual([
      ['articles/a.json', 'term_without_feed'],
      ['articles/b.json', 'term_invalid'],
    ])
    expect(app.newsroom.lastOutcome()).toMatchObject({ quarantined: 0 })
  })
})

describe('names composed and decomposed (NFC, NFD) are one', () => {
  const nfd = (text: string): string => text.normalize('NFD')

  test('of files, ids, authors, labels, headlines and media', async () => {
    const site = {
      authors: { [nfd('йо')]: { name: 'Йо Доу' } },
      headlines: { top: [nfd('її')] },
      sources: [
        { type: 'json', path: 'articles' },
        { type: 'markdown', path: 'їжа', layout: 'suffix', url: '/{lang}/{id}/' },
      ],
    }
    const story = (title: string, author: string) =>
      `---\ntitle: ${title}\ndate: 2026-03-01\nauthor: ${author}\n---\nText\n`
    const { ask, titles, app } = await serveNewsroom({
      site,
      files: {
        [`${nfd('їжа')}/${nfd('йогурт')}.uk.md`]: story('Йогурт', nfd('Йо Доу')),
        [`${nfd('їжа')}/йогурт.en.md`]: story('Yoghurt', 'Йо Доу'),
        'articles/її.json': article({ authors: ['йо'], image: { url: '/media/їжак.png' } }),
        [`media/${nfd('їжак')}.png`]: 'png',
        'locales/uk/sections.json': { [nfd('Сіті')]: 'Місто' },
      },
    })
    expect(app.newsroom.quarantine()).toEqual([])
    expect((await ask('/uk/atom.xml')).text).toContain('hreflang="en" title="Yoghurt"')
    expect(await titles(`/uk/authors/${encoded('йо')}/rss.xml`)).toHaveLength(2)
    expect(await titles('/uk/headlines/top/rss.xml')).toEqual(['Міст'])
    for (const name of ['їжак', nfd('їжак')]) expect((await ask(`/media/${encoded(name)}.png`)).status).toBe(200)
    expect((await ask(`/media/${encoded('їжачок')}.png`)).status).toBe(404)
  })
})

describe('after an upgrade', () => {
  /** A store with the term ids of the previous program version. */
  async function upgraded(tags: Readonly<Record<string, string>>, files: Record<string, unknown>) {
    const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-terms-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = path.join(folder, 'store.db')
    const environment = { POLYFEED_STORE: `sqlite:${file}` }
    const before = await newsroom({ files, environment })
    await before.app.newsroom.refresh()
    await before.app.close()
    const database = new DatabaseSync(file)
    for (const [id, formerId] of Object.entries(tags)) {
      for (const table of ['feeds', 'placements', 'months']) {
        database.prepare(`UPDATE ${table} SET scope = replace(scope, ?, ?)`).run(`/tag/${id}`, `/tag/${formerId}`)
      }
    }
    const head = JSON.parse((database.prepare('SELECT body FROM head').get() as { body: string }).body)
    const { formerTerms: _, ...rest } = head
    const old = { ...rest, program: 'old', fingerprints: { intake: 'old', publishing: 'old' } }
    database.prepare('UPDATE head SET body = ?').run(JSON.stringify(old))
    database.close()
    const app = await createApp(configOf(before.folder, environment), { now: () => NOW + 60_000, intake })
    onTestFinished(() => app.close())
    await app.newsroom.refresh()
    return { ask: await wire(app.handler), app, write: before.write }
  }

  const IDS = {
    'covid-19': 'covid19',
    kyiv: 'sharp-kyiv',
    'про-київ': 'про-sharp-київ',
    ㅋㅋ: 'ᄏᄏ',
    strasse: 'straße',
    пять: 'пʼять',
  }
  const FILES = tagged('a', ['COVID‑19', '#Kyiv', 'Про #Київ', 'ㅋㅋ', 'Straße', 'Пʼять'])

  test('former ids are redirected in all formats, to pages and archives, also after a restart', async () => {
    const { ask, app, write } = await upgraded(IDS, FILES)
    const expectRedirects = async (): Promise<void> => {
      for (const [id, formerId] of Object.entries(IDS)) {
        for (const name of ['', 'rss.xml', 'atom.xml', 'feed.json', 'archive/2026-03/rss.xml']) {
          const { status, headers } = await ask(`/en/tags/${encoded(formerId)}/${name}`)
          expect([status, headers.location], formerId).toEqual([301, `/en/tags/${encoded(id)}/${name}`])
          expect((await ask(`/en/tags/${encoded(id)}/${name}`)).status).toBe(200)
        }
      }
    }
    await expectRedirects()
    expect((await ask('/en/tags/covid19+sharp-kyiv/rss.xml')).headers.location).toBe('/en/tags/covid-19+kyiv/rss.xml')
    expect((await ask('/embed/en/tags/covid19/headlines.json')).headers.location).toBe(
      '/embed/en/tags/covid-19/headlines.json',
    )
    write('articles/b.json', article())
    await app.newsroom.refresh()
    await expectRedirects()
    expect((await ask('/feeds.opml')).text).not.toContain('covid19')
  })

  test('a former id that an article uses again is no redirect', async () => {
    const { ask, app, write } = await upgraded(IDS, FILES)
    write('articles/b.json', article({ tags: ['COVID19'] }))
    await app.newsroom.refresh()
    expect((await ask('/en/tags/covid19/rss.xml')).status).toBe(200)
    expect((await ask('/en/tags/covid-19/rss.xml')).status).toBe(200)
  })

  test('an article that feeds showed under a decomposed id keeps the ids of its entries', async () => {
    const { app, ask, write } = await upgraded({}, tagged('a', ['river']))
    const decomposed = 'йод'.normalize('NFD')
    await app.store.transact(async (writer) => {
      const [placed] = (await writer.placementsOf(['a'])).get('a') ?? []
      if (placed) await writer.place(new Map([[decomposed, [placed]]]))
    })
    write('articles/йод.json', article())
    await app.newsroom.refresh()
    expect((await ask('/en/atom.xml')).text).toContain(`${encoded(decomposed)}/en`)
  })

  test('moved and retired terms may have their former ids in site.yaml', async () => {
    const site = { moved: { tags: { 'sharp-kyiv': 'capital' } }, retired: { tags: ['covid19'] } }
    const { ask, titles, app } = await serveNewsroom({ site, files: tagged('a', ['#Kyiv', 'COVID‑19']) })
    expect(await titles('/en/tags/capital/rss.xml')).toEqual(['a'])
    expect((await ask('/en/tags/sharp-kyiv/rss.xml')).headers.location).toBe('/en/tags/capital/rss.xml')
    expect((await ask('/en/tags/covid19/rss.xml')).status).toBe(410)
    expect([...(app.newsroom.current()?.edition.feeds.keys() ?? [])].filter((id) => /kyiv|covid/.test(id))).toEqual([])
  })
})
