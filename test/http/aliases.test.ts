import { describe, expect, test } from 'vitest'
import { aliasProposals } from '../../src/cli/alias-proposals.ts'
import type { Published } from '../../src/editions/published.ts'
import { article, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'

const story = (date: string, tags: string) =>
  `---\ntitle: Story of ${date}\ndate: ${date}\ntags: [${tags}]\n---\nText.\n`
const encoded = encodeURIComponent

describe('the aliases of a tag', () => {
  const site = { aliases: { tags: { USA: ['U.S.A.', 'США', 'Сполучені Штати', 'usa'] } } }
  const FILES = {
    'stories/a.uk.md': story('2026-02-01', 'США'),
    'stories/a.en.md': story('2026-02-01', 'USA'),
    'stories/b.uk.md': story('2026-02-02', 'США, Сполучені Штати'),
    'stories/c.uk.md': story('2026-02-03', 'U.S.A.'),
    'stories/d.ru.md': story('2026-02-04', 'США'),
  }

  test('have one feed, whose label and items are in the language of its articles', async () => {
    const { titles, read, ask } = await serveNewsroom({ site, files: FILES })
    for (const path of inFormats('/uk/tags/usa/')) expect((await titles(path)).length, path).toBe(3)
    expect((await read('/uk/tags/usa/rss.xml')).title).toContain('США')
    expect((await read('/en/tags/usa/rss.xml')).title).toContain('USA')
    const categories = (text: string) => [...text.matchAll(/<category [^>]*term="usa"[^>]* label="([^"]*)"/g)]
    const labels = categories((await ask('/uk/atom.xml')).text).map(([, label]) => label)
    expect(labels.sort()).toEqual(['U.S.A.', 'США', 'США'])
    expect((await ask('/feeds.opml')).text).not.toContain(encoded('сша'))
  })

  test('redirect in every language from their former feeds', async () => {
    const { ask } = await serveNewsroom({ site, files: FILES })
    for (const former of ['сша', 'США', 'сполучені-штати', 'u-s-a', 'U.S.A.']) {
      for (const language of ['uk', 'en', 'ru']) {
        const { status, headers } = await ask(`/${language}/tags/${encoded(former)}/rss.xml`)
        expect([status, headers.location], former).toEqual([301, `/${language}/tags/usa/rss.xml`])
      }
    }
  })

  test('have the label of the newsroom, under the id of the term', async () => {
    const files = { ...FILES, 'locales/uk/tags.json': { usa: 'Сполучені Штати' } }
    const { read } = await serveNewsroom({ site, files })
    expect((await read('/uk/tags/usa/rss.xml')).title).toContain('Сполучені Штати')
  })

  test('also of sections and authors', async () => {
    const { titles, ask } = await serveNewsroom({
      site: { aliases: { sections: { city: ['Місто'] }, authors: { 'jo-doe': ['Джо Доу'] } } },
      files: { 'articles/a.json': article({ section: 'Місто', authors: [{ name: 'Джо Доу' }] }) },
    })
    expect(await titles('/en/sections/city/rss.xml')).toEqual(['Bridge'])
    expect(await titles('/en/authors/jo-doe/rss.xml')).toEqual(['Bridge'])
    expect((await ask('/uk/rss.xml')).text).toContain('Джо Доу')
  })
})

describe('check proposes as aliases', () => {
  const dates = ['2026-02-01', '2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05']
  const proposals = async (files: Record<string, unknown>, site = {}) => {
    const { app } = await serveNewsroom({ files, site })
    return aliasProposals(app.newsroom.current() as Published, app.store)
  }
  const both = (uk: readonly string[], en: readonly string[]) =>
    Object.fromEntries(
      uk.flatMap((tags, index) => [
        [`stories/${index}.uk.md`, story(dates[index] as string, tags)],
        [`stories/${index}.en.md`, story(dates[index] as string, en[index] as string)],
      ]),
    )

  test('terms of two languages that always occur together, on at least three articles', async () => {
    const files = both(['США', 'США, Річка', 'США', 'Річка', 'Лід'], ['USA', 'USA, River', 'USA', 'River', 'Ice'])
    expect(await proposals({ ...files, 'stories/x.uk.md': story('2026-02-06', 'США') })).toEqual([
      'site.yaml: the tags "США" (uk) and "USA" (en) stand on the same articles. If they mean the same, join them: aliases: {tags: {"США": ["USA"]}} [proposal]',
    ])
  })

  test.each([
    ['that do not always stand together', ['США', 'США', 'США', 'Річка'], ['USA', 'USA', 'USA', 'USA']],
    ['on two articles only', ['США', 'США'], ['USA', 'USA']],
    ['with one id', ['usa', 'USA', 'usa'], ['USA', 'USA', 'USA']],
    ['of which several fit', ['США, Річка', 'США, Річка', 'США, Річка'], ['USA, River', 'USA, River', 'USA, River']],
    ['of which one also is a tag of the other language', ['США', 'США', 'США'], ['USA, США', 'USA, США', 'USA, США']],
  ])('no terms %s', async (_name, uk, en) => {
    expect(await proposals(both(uk, en))).toEqual([])
  })

  test('no tags that all languages of an article share', async () => {
    const shared = article({ variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en') } })
    const files = Object.fromEntries(['a', 'b', 'c'].map((id) => [`articles/${id}.json`, shared]))
    expect(await proposals(files)).toEqual([])
  })

  test('no terms that are aliases already', async () => {
    const files = both(['США', 'США', 'США'], ['USA', 'USA', 'USA'])
    expect(await proposals(files, { aliases: { tags: { usa: ['США'] } } })).toEqual([])
  })
})
