import { describe, expect, test } from 'vitest'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

/** Names of properties that every JavaScript object has. */
const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'] as const
const BLOCKS = ['constructor', 'valueof']

describe('names of object properties are ordinary names', () => {
  test('of tags, sections, authors, articles, blocks and partners', async () => {
    const files = Object.fromEntries(
      NAMES.map((name, index) => [
        `articles/${name}.json`,
        article({
          ...{ id: name, published: `2026-03-0${index + 1}T09:00:00Z`, tags: [name], section: name },
          ...{ authors: [{ name }], variants: { uk: variant(name, 'uk') } },
        }),
      ]),
    )
    const headlines = Object.fromEntries(BLOCKS.map((block) => [block, [...NAMES]]))
    const partners = Object.fromEntries(BLOCKS.map((name) => [name, { tags: ['constructor'] }]))
    const { app, write } = await publishNewsroom({ files, site: { headlines, partners } })
    // The second refresh compares the blocks with the first.
    write('articles/constructor.json', article({ id: 'constructor', tags: ['constructor', 'more'] }))
    await app.newsroom.refresh()
    expect(app.newsroom.quarantine()).toEqual([])
    const ask = await wire(app.handler)
    const paths = [
      ...['tags/constructor', 'sections/tostring', 'authors/hasownproperty', 'tags/__proto__'].map(
        (folder) => `/uk/${folder}/`,
      ),
      ...BLOCKS.map((block) => `/uk/headlines/${block}/`),
      ...BLOCKS.map((partner) => `/partners/${partner}/uk/`),
    ]
    for (const path of paths) {
      for (const file of ['', 'rss.xml', 'atom.xml', 'feed.json']) {
        expect((await ask(path + file)).status, path + file).toBe(200)
      }
    }
    expect(JSON.parse((await ask('/uk/headlines/constructor/feed.json')).text).items).toHaveLength(NAMES.length)
  })

  test.each([
    ...['/constructor/rss.xml', '/uk/constructor/', '/uk/tags/toString', '/partners/constructor/uk/', '/__proto__/'],
    ...['/uk/rss.xml?constructor=1', '/oembed?constructor=1', '/uk/search?q=constructor', '/uk/embed/?look=__proto__'],
    '/embed/constructor/headlines.json',
  ])('in addresses: %s', async (path) => {
    const { app } = await publishNewsroom({ files: { 'articles/a.json': article() } })
    const ask = await wire(app.handler)
    expect([200, 301, 400, 404]).toContain(
      (await ask(path, { constructor: 'x', 'accept-language': 'constructor' })).status,
    )
  })

  test('as keys in articles, front matter and data files, and as languages in paths', async () => {
    const { app } = await publishNewsroom({
      site: {
        sources: [
          { type: 'json', path: 'articles' },
          { type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/{id}/' },
          {
            ...{ type: 'markdown', path: 'blog', layout: 'directory', pattern: '{lang}/{date}-{slug}.md' },
            ...{ dialect: 'jekyll', url: '/{lang}/{slug}/', languages: { ua: 'uk' } },
          },
        ],
      },
      files: {
        'articles/a.json': article({ constructor: 1 }),
        'stories/s.en.md':
          '---\ntitle: S\ndate: 2026-03-01\nconstructor: 1\n__proto__: {draft: true}\ntoString: x\n---\nText.\n',
        'stories/t.constructor.md': '---\ntitle: T\ndate: 2026-03-01\n---\nText.\n',
        'blog/_data/__proto__.yml': 'polluted: yes\n',
        'blog/_data/constructor.yml': 'name: Dnipro\n',
        'blog/constructor/2026-03-01-no.md': '---\ntitle: No\n---\nText.\n',
        'blog/ua/2026-03-01-yes.md':
          '---\ntitle: Yes\n---\n[{{ site.data.constructor.name }}{{ site.constructor.name }}]\n',
      },
    })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    const problems = app.newsroom.quarantine().map(({ file, reason }) => [file, reason])
    expect(problems).toEqual([['articles/a.json', 'key_unknown']])
    const skipped = app.newsroom.skippedFiles().map(({ reason, example }) => [reason, example])
    expect(skipped).toEqual([
      ['language', 'stories/t.constructor.md'],
      ['pattern', 'blog/constructor/2026-03-01-no.md'],
    ])
    const ask = await wire(app.handler)
    const { items } = JSON.parse((await ask('/uk/feed.json')).text)
    expect(items.map(({ title, content_html }: Record<string, string>) => [title, content_html])).toEqual([
      ['Міст', '<p>Міст</p>'],
      ['Yes', '<p>[Dnipro]</p>'],
    ])
  })
})
