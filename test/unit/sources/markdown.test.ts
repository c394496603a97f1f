import { describe, expect, test } from 'vitest'
import { ingestStory, takeIn } from '../../support/desk.ts'

const DAY = 'date: 2026-03-01'
const at = (text: string): number => Date.parse(text)

describe('the spellings of blogs', () => {
  test.each([
    ['id: opening', { article: 'opening' }],
    ['translationKey: opening', { article: 'opening' }],
    ['id: a\ntranslationKey: b', { article: 'a' }],
    ['id: 2026', { article: '2026' }],
    ['updated: 2026-03-02', { updated: at('2026-03-02T00:00+02:00') }],
    ['lastmod: 2026-03-02', { updated: at('2026-03-02T00:00+02:00') }],
    ['expires: 2026-04-01', { expires: at('2026-04-01T00:00+03:00') }],
    ['expiryDate: 2026-04-01', { expires: at('2026-04-01T00:00+03:00') }],
    ['summary: Short', { summary: 'Short' }],
    ['description: Short', { summary: 'Short' }],
    ['desc: Short', { summary: 'Short' }],
    ['excerpt: Short', { summary: 'Short' }],
    ['Abstract: Short', { summary: 'Short' }],
    ['excerpt: Long\ndescription: Short', { summary: 'Short' }],
    ['summary:\ndescription: Short', { summary: 'Short' }],
    ['author: Oleh', { authors: [{ name: 'Oleh', url: null, term: 'oleh' }] }],
    ['author: "Koval, Iryna"', { authors: [{ name: 'Koval, Iryna', url: null, term: 'koval-iryna' }] }],
    ['author: Oleh, Iryna', { authors: [{ name: 'Oleh' }, { name: 'Iryna' }] }],
    ['author: Oleh and Iryna', { authors: [{ name: 'Oleh and Iryna' }] }],
    ['authors: [Oleh, Iryna]', { authors: [{ name: 'Oleh' }, { name: 'Iryna' }] }],
    ['authors:\n  - name: Oleh\n    url: /o', { authors: [{ name: 'Oleh', url: 'https://herald.example/o' }] }],
    ['image: /img/a.jpg', { image: { url: 'https://herald.example/img/a.jpg', type: 'image/jpeg' } }],
    ['cover: /img/a.jpg', { image: { url: 'https://herald.example/img/a.jpg' } }],
    ['image: {url: /a.png, credit: Agency}', { image: { credit: 'Agency', type: 'image/png' } }],
    ['image: /a.png\nimageAlt: A bridge', { image: { alt: 'A bridge' } }],
    ['translator: Oleh', { translator: 'Oleh' }],
    ['url: /en/b/', { url: 'https://herald.example/en/b/' }],
    ['permalink: /en/b/', { url: 'https://herald.example/en/b/' }],
    ['draft: true', { status: 'draft' }],
    ['published: false', { status: 'draft' }],
    ['draft: false\npublished: true', { status: 'published' }],
    ['layout: post\nweight: 7', { status: 'published' }],
    ['status: withdrawn', { status: 'withdrawn' }],
    ['status: draft', { status: 'draft' }],
    ['status: publish', { status: 'published' }],
    ['status: private', { status: 'draft' }],
    ['status: published', { status: 'published' }],
    ['status: published\ndraft: true', { status: 'draft' }],
    ['status: withdrawn\ndraft: false', { status: 'withdrawn' }],
    [
      'correction: {note: Wrong name, at: 2026-03-02}',
      { correction: { note: 'Wrong name', language: 'en', at: at('2026-03-02T00:00+02:00') } },
    ],
    [
      'correction:\n  note: {uk: Хиба, en: "<b>Wrong</b>"}\n  at: 2026-03-02T10:00:00Z',
      { correction: { note: 'Wrong', language: 'en' }, updated: at('2026-03-02T10:00Z') },
    ],
    ['correction:', { correction: null }],
  ])('%j', async (matter, expected) => {
    expect(await ingestStory(`title: Bridge\n${DAY}\n${matter}`)).toMatchObject(expected)
  })

  test.each(['draft: yes', 'draft: "true"', 'draft: True', 'draft: on', 'published: no'])(
    'a draft in any spelling (%s) is not published',
    async (matter) => {
      const { variants } = await takeIn({ 'stories/a.en.md': `---\ntitle: A\n${DAY}\n${matter}\n---\n` })
      expect(variants.filter(({ status }) => status === 'published')).toEqual([])
    },
  )

  test('a numeric title becomes a string', async () => {
    expect(await ingestStory(`title: 2026\n${DAY}`)).toMatchObject({ title: '2026' })
  })
})

describe('a text without quotes is the text that was written', () => {
  test.each([
    ['title: 1.10', { title: '1.10' }],
    ['title: 007', { title: '007' }],
    ['title: +5', { title: '+5' }],
    ['title: 1e3', { title: '1e3' }],
    ['title: 0x1F', { title: '0x1F' }],
    ['title: 0o17', { title: '0o17' }],
    ['title: .5', { title: '.5' }],
    ['title: .inf', { title: '.inf' }],
    ['title: 12345678901234567890', { title: '12345678901234567890' }],
    ['title: 2026-06-03', { title: '2026-06-03' }],
    ['title: 12:30', { title: '12:30' }],
    ['title: No', { title: 'No' }],
    ['title: True', { title: 'True' }],
    ['title: FALSE', { title: 'FALSE' }],
    ['title: A\nsummary: 3.0', { summary: '3.0' }],
    ['title: A\nauthor: 007', { authors: [{ name: '007' }] }],
    ['title: A\nauthors: [007, {name: 1.0}]', { authors: [{ name: '007' }, { name: '1.0' }] }],
    ['title: A\nsection: 1.10', { terms: [{ kind: 'section', label: '1.10' }] }],
    ['title: A\ntags: [2.10, 007, no, 2026-06-03]', { terms: ['2.10', '007', 'no', '2026-06-03'].map(labelled) }],
    ['title: A\ntags: 2.10, 007', { terms: ['2.10', '007'].map(labelled) }],
    ['title: A\ntags: 2.10', { terms: [labelled('2.10')] }],
    ['title: A\ntags: &t [2.10]\nlist: *t', { terms: [labelled('2.10')] }],
    ['title: A\ntranslator: 007', { translator: '007' }],
    [
      'title: A\nimage: {url: /a.png, width: 1200, credit: 007, alt: 1.0}',
      { image: { width: 1200, credit: '007', alt: '1.0' } },
    ],
    ['title: A\ncorrection: {note: 1.10, at: 2026-03-02}', { correction: { note: '1.10' } }],
    // Ids never change, also those that were read as numbers.
    ['title: A\nid: 007', { article: '7' }],
  ])('%j', async (matter, expected) => {
    expect(await ingestStory(`${DAY}\n${matter}`)).toMatchObject(expected)
  })

  function labelled(label: string) {
    return { kind: 'tag', label }
  }

  test('Liquid gets the values of YAML', async () => {
    const sources = [{ type: 'markdown', path: 'stories', dialect: 'jekyll' }]
    const text = `---\ntitle: A\n${DAY}\nwide: false\nhalf: 1.5\n---\n{% if page.wide %}wide{% endif %}{{ page.half | times: 2 }}\n`
    expect((await takeIn({ 'stories/a.en.md': text }, { sources })).variants[0]?.content).toBe('<p>3</p>')
  })
})

describe('tags, section and categories', () => {
  test.each([
    ['tags: [USA, River]', ['tag:usa', 'tag:river']],
    ['tags: USA, River', ['tag:usa', 'tag:river']],
    ['tag: USA', ['tag:usa']],
    ['tags: [2026, USA, ""]', ['tag:2026', 'tag:usa']],
    ['tags: 2026', ['tag:2026']],
    ['tags: " , "', []],
    ['tags: [USA, usa]', ['tag:usa']],
    ['section: City', ['section:city']],
    ['categories: [City, Roads]', ['section:city', 'tag:roads']],
    ['category: City', ['section:city']],
    ['categories: City, Roads\nsection: News\ntags: USA', ['section:news', 'tag:usa', 'tag:roads']],
  ])('%j', async (matter, expected) => {
    const { terms } = await ingestStory(`title: Bridge\n${DAY}\n${matter}`)
    expect(terms.map(({ kind, id }) => `${kind}:${id}`)).toEqual(expected)
  })
})

describe('the path of a file', () => {
  const blog = (over: Record<string, unknown>) => ({ sources: [{ type: 'markdown', path: 'blog', ...over }] })

  test('with a suffix gives the article and its language', async () => {
    const story = await ingestStory(`title: B\n${DAY}`, 'stories/deep/bridge.ru.md')
    expect(story).toMatchObject({ article: 'bridge', language: 'ru', url: 'https://herald.example/ru/stories/bridge/' })
  })

  test('with folders also gives the day, in the time zone of the site, and the section', async () => {
    const over = blog({
      layout: 'directory',
      pattern: '{lang}/{section}/{date}-{slug}.md',
      url: '/{lang}/{yyyy}/{mm}/{dd}/{slug}/',
      languages: { ua: 'uk' },
    })
    expect(await ingestStory('title: B', 'blog/ua/city/2026-03-01-bridge.md', over)).toMatchObject({
      article: '2026-03-01-bridge',
      language: 'uk',
      published: at('2026-03-01T00:00+02:00'),
      url: 'https://herald.example/ua/2026/03/01/bridge/',
      terms: [{ kind: 'section', id: 'city' }],
    })
  })

  test('is overridden by the front matter', async () => {
    const over = blog({ layout: 'directory', pattern: '{lang}/{section}/{date}-{slug}.md' })
    const matter = 'title: B\nid: a\ndate: 2026-03-05\nsection: News\nurl: /x/'
    expect(await ingestStory(matter, 'blog/uk/city/2026-03-01-bridge.md', over)).toMatchObject({
      article: 'a',
      published: at('2026-03-05T00:00+02:00'),
      url: 'https://herald.example/x/',
      terms: [{ id: 'news' }],
    })
  })

  test.each(['de', 'old', 'english'])('with the language %s is counted and not published', async (suffix) => {
    const good = `---\ntitle: A\n${DAY}\n---\n`
    const { variants, skipped } = await takeIn({ [`stories/a.${suffix}.md`]: good, 'stories/a.en.md': good })
    expect(variants).toMatchObject([{ article: 'a', language: 'en' }])
    expect(skipped).toMatchObject([{ reason: 'language', count: 1, example: `stories/a.${suffix}.md` }])
  })
})

test('the text is Markdown with HTML', async () => {
  const text = `---\ntitle: A\n${DAY}\n---\n# Head\n\nOne <b>two</b> [three](x.html).\n\n![alt](/a.png)\n`
  const { variants } = await takeIn({ 'stories/a.en.md': text })
  expect(variants[0]?.content).toBe(
    '<h1>Head</h1>\n<p>One <b>two</b> <a href="https://herald.example/en/stories/a/x.html">three</a>.</p>\n' +
      '<p><img src="https://herald.example/a.png" alt="alt" /></p>',
  )
})

describe('a problem is located by the key as written', () => {
  test.each([
    ['title: A\ndate: soon', 'date_unparsable', 'line 3, date'],
    ['title: A\ndate: 2026-03-01\nlastmod: soon', 'date_ignored', 'line 4, lastmod'],
    ['date: 2026-03-01', 'title_missing', 'title'],
    ['title: ""\ndate: 2026-03-01', 'title_missing', 'line 2, title'],
    ['title: A', 'value_missing', 'date'],
    ['title: A\ndate: 2026-03-01\ntags: [a, "!"]', 'term_invalid', 'line 4, tags'],
    ['title: A\ndate: 2026-03-01\npermalink: "https://["', 'url_invalid', 'line 4, permalink'],
    ['title: [A]\ndate: 2026-03-01', 'value_invalid', 'line 2, title'],
    ['title: A\ndate: 2026-03-01\ncover: {alt: A}', 'value_ignored', 'line 4, cover'],
    ['title: A\ndate: 2026-03-01\nstatus: gone', 'value_adapted', 'line 4, status'],
    ['title: A\ndate: 2026-03-01\ncorrection: Wrong', 'value_ignored', 'line 4, correction'],
    ['title: A\ndate: 2026-03-01\ncorrection:\n  note: Wrong', 'value_ignored', 'line 4, correction'],
    ['title: A\ndate: 2026-03-01\ncorrection:\n  note: Wrong\n  at: soon', 'date_ignored', 'line 6, correction'],
  ])('%j', async (matter, reason, place) => {
    const { quarantined } = await takeIn({ 'stories/a.en.md': `---\n${matter}\n---\nText.\n` })
    expect(quarantined).toMatchObject([{ file: 'stories/a.en.md', reason, place }])
  })
})
