import { describe, expect, test } from 'vitest'
import { takeIn } from '../../support/desk.ts'

const PAGE = '---\ntitle: A\ndate: 2026-03-01\n---\nText.\n'

type Expected = readonly (readonly [file: string, article: string, language: string, url: string])[]

/** The layouts of docs/articles.md. The site's languages are uk, ru and en; uk is the default. */
const LAYOUTS: readonly (readonly [name: string, sources: readonly object[], expected: Expected])[] = [
  [
    'Hugo by file name, with page bundles',
    [{ path: 'content/posts', url: '[/{lang}]/posts/{slug}/' }],
    [
      ['content/posts/bridge.md', 'bridge', 'uk', '/posts/bridge/'],
      ['content/posts/bridge.en.md', 'bridge', 'en', '/en/posts/bridge/'],
      ['content/posts/tram/index.md', 'tram', 'uk', '/posts/tram/'],
      ['content/posts/tram/index.en.md', 'tram', 'en', '/en/posts/tram/'],
    ],
  ],
  [
    'Hugo by folder',
    [{ path: 'content', layout: 'directory', pattern: '{lang}/posts/{slug}.md', url: '/{lang}/posts/{slug}/' }],
    [
      ['content/uk/posts/bridge.md', 'bridge', 'uk', '/uk/posts/bridge/'],
      ['content/en/posts/bridge/index.md', 'bridge', 'en', '/en/posts/bridge/'],
    ],
  ],
  [
    'Jekyll by folder',
    [
      {
        ...{ path: '.', layout: 'directory', pattern: '{lang}/_posts/{date}-{slug}.md' },
        url: '/{lang}/{yyyy}/{mm}/{dd}/{slug}.html',
      },
    ],
    [['uk/_posts/2026-02-21-bridge.md', '2026-02-21-bridge', 'uk', '/uk/2026/02/21/bridge.html']],
  ],
  [
    'a guide with the default language at the root',
    [{ path: '_articles', layout: 'directory', pattern: '[{lang}/]{slug}.md', url: '[/{lang}]/{slug}/' }],
    [
      ['_articles/bridge.md', 'bridge', 'uk', '/bridge/'],
      ['_articles/en/bridge.md', 'bridge', 'en', '/en/bridge/'],
    ],
  ],
  [
    'Docusaurus',
    [
      {
        ...{ path: 'blog', layout: 'directory', language: 'uk', pattern: '[{date}-]{slug}.md[x]' },
        url: '/blog/{slug}/',
      },
      {
        ...{ path: 'i18n', layout: 'directory', url: '/{lang}/blog/{slug}/' },
        pattern: '{lang}/docusaurus-plugin-content-blog/**/[{date}-]{slug}.md[x]',
      },
    ],
    [
      ['blog/2026-02-21-bridge.md', '2026-02-21-bridge', 'uk', '/blog/bridge/'],
      ['blog/2026-02-22-tram/index.mdx', '2026-02-22-tram', 'uk', '/blog/tram/'],
      ['i18n/en/docusaurus-plugin-content-blog/2026-02-21-bridge.md', '2026-02-21-bridge', 'en', '/en/blog/bridge/'],
      [
        'i18n/en/docusaurus-plugin-content-blog/current/2026-02-22-tram/index.mdx',
        '2026-02-22-tram',
        'en',
        '/en/blog/tram/',
      ],
    ],
  ],
  [
    'Astro and Next by folder',
    [
      {
        ...{ path: 'src/content/blog', layout: 'directory', pattern: '{lang}/{folders}/{slug}.md[x]' },
        url: '/{lang}/blog/{folders}/{slug}/',
      },
    ],
    [
      ['src/content/blog/uk/bridge.md', 'bridge', 'uk', '/uk/blog/bridge/'],
      ['src/content/blog/en/2026/bridge.mdx', '2026/bridge', 'en', '/en/blog/2026/bridge/'],
    ],
  ],
  [
    'Eleventy and Nikola by file name',
    [{ path: 'posts', url: '/{lang}/posts/{slug}/' }],
    [
      ['posts/bridge.uk.md', 'bridge', 'uk', '/uk/posts/bridge/'],
      ['posts/bridge.en.md', 'bridge', 'en', '/en/posts/bridge/'],
    ],
  ],
  [
    'Pelican with the language behind a dash',
    [{ path: 'content', pattern: '{slug}-{lang}.md', url: '/{slug}[-{lang}].html' }],
    [
      ['content/news/bird-count.md', 'bird-count', 'uk', '/bird-count.html'],
      ['content/news/bird-count-en.md', 'bird-count', 'en', '/bird-count-en.html'],
    ],
  ],
  [
    'Zola',
    [{ path: 'content/blog', url: '[/{lang}]/blog/{slug}/' }],
    [
      ['content/blog/bridge.md', 'bridge', 'uk', '/blog/bridge/'],
      ['content/blog/tram/index.en.md', 'tram', 'en', '/en/blog/tram/'],
    ],
  ],
  [
    'Hexo and Docusaurus by date folders',
    [
      {
        ...{ path: 'source/_posts', layout: 'directory', pattern: '{lang}/{yyyy}/{mm}/{dd}/{slug}.md' },
        url: '/{lang}/{yyyy}/{mm}/{slug}/',
      },
    ],
    [['source/_posts/en/2026/2/1/bridge.md', '2026-02-01-bridge', 'en', '/en/2026/02/bridge/']],
  ],
  [
    'VuePress and MkDocs with folders',
    [
      {
        ...{ path: 'docs', layout: 'directory', pattern: '[{lang}/]blog/{slug}.md', url: '[/{lang}]/blog/{slug}.html' },
      },
    ],
    [
      ['docs/blog/bridge.md', 'bridge', 'uk', '/blog/bridge.html'],
      ['docs/ru/blog/bridge.md', 'bridge', 'ru', '/ru/blog/bridge.html'],
    ],
  ],
  [
    'a folder per article with a file per language',
    [{ path: 'posts', layout: 'directory', pattern: '{slug}/{lang}.md', url: '/{lang}/{slug}/' }],
    [['posts/bridge/en.md', 'bridge', 'en', '/en/bridge/']],
  ],
]

describe('the layout of', () => {
  test.each(LAYOUTS)('%s is read', async (_name, sources, expected) => {
    const files = Object.fromEntries(expected.map(([file]) => [file, PAGE]))
    const over = { sources: sources.map((source) => ({ type: 'markdown', ...source })) }
    const { files: read, variants, quarantined, skipped } = await takeIn(files, over)
    const byFile = new Map(read.map((file, index) => [file, variants[index]]))
    expect(quarantined).toEqual([])
    expect(skipped).toEqual([])
    expect(
      expected.map(([file]) => {
        const { article, language, url } = byFile.get(file) ?? {}
        return [file, article, language, url?.replace('https://herald.example', '')]
      }),
    ).toEqual(expected)
  })
})

describe('of two sources that match a file', () => {
  const suffix = { type: 'markdown', path: 'content', url: '/suffix/{lang}/{id}/' }
  const folders = {
    type: 'markdown',
    path: 'content',
    layout: 'directory',
    pattern: '{lang}/{slug}.md',
    url: '/{lang}/',
  }
  const deep = { type: 'markdown', path: 'content/news', url: '/news/{lang}/{id}/' }

  test.each([
    ['en/bridge.md', 'en', '/en/'],
    ['bridge.en.md', 'en', '/suffix/en/bridge/'],
    ['news/bridge.en.md', 'en', '/news/en/bridge/'],
    ['news/deep/bridge.md', 'uk', '/news/uk/bridge/'],
  ])('the one that spells out most of %s reads it, whatever the order', async (file, language, path) => {
    for (const sources of [
      [suffix, folders, deep],
      [deep, folders, suffix],
    ]) {
      const { variants, skipped } = await takeIn({ [`content/${file}`]: PAGE, 'content/news/.keep': '' }, { sources })
      expect(variants).toMatchObject([{ language, url: `https://herald.example${path}` }])
      expect(skipped).toEqual([])
    }
  })

  test('the first one reads it if both spell out the same', async () => {
    const sources = [suffix, { ...suffix, url: '/second/' }]
    expect((await takeIn({ 'content/a.en.md': PAGE }, { sources })).variants).toMatchObject([
      { url: 'https://herald.example/suffix/en/a/' },
    ])
  })

  test('a source that excludes it leaves it to the other', async () => {
    const sources = [{ ...folders, exclude: ['en'] }, suffix]
    const { variants } = await takeIn({ 'content/en/a.md': PAGE, 'content/uk/a.md': PAGE }, { sources })
    expect(variants).toMatchObject([
      { url: 'https://herald.example/uk/' },
      { language: 'uk', url: 'https://herald.example/suffix/uk/a/' },
    ])
  })
})

describe('the placeholders of an address', () => {
  const sources = [{ type: 'markdown', path: 'blog', url: '/{id}|{slug}|{file}/' }]

  test.each([
    ['', 'bridge|bridge|bridge'],
    ['id: 17', '17|bridge|bridge'],
    ['slug: /the/bridge/', 'bridge|the/bridge|bridge'],
    ['translationKey: b\nslug: s', 'b|s|bridge'],
  ])('with %j are %s', async (matter, path) => {
    const text = `---\ntitle: A\ndate: 2026-03-01\n${matter}\n---\nText.\n`
    const { variants } = await takeIn({ 'blog/bridge/index.en.md': text }, { sources })
    expect(variants[0]?.url).toBe(`https://herald.example/${path.replaceAll('|', '%7C')}/`)
  })
})

describe('links between files', () => {
  const sources = [
    { type: 'markdown', path: 'content/posts', url: '/{lang}/{slug}/' },
    { type: 'markdown', path: 'content/news', url: '/news/{lang}/{slug}/' },
  ]
  const files = {
    'content/posts/tram.en.md': '---\ntitle: T\ndate: 2026-03-01\nslug: our-tram\n---\nText.\n',
    'content/posts/own.en.md': '---\ntitle: T\ndate: 2026-03-01\nurl: /elsewhere/\n---\nText.\n',
    'content/posts/b c/index.en.md': PAGE,
    'content/posts/README.md': PAGE,
    'content/news/ferry.uk.md': PAGE,
  }

  test.each([
    ['tram.en.md', '/en/our-tram/'],
    ['./tram.en.md#end', '/en/our-tram/#end'],
    ['own.en.md', '/elsewhere/'],
    ['b%20c/index.en.md', '/en/b%20c/'],
    ['../news/ferry.uk.md?x=1', '/news/uk/ferry/?x=1'],
    ['/content/news/ferry.uk.md', '/news/uk/ferry/'],
    ['/tram.en.md', '/en/our-tram/'],
    ['@site/content/posts/tram.en.md', '/en/our-tram/'],
    ['missing.en.md', '/en/a/missing.en.md'],
    ['README.md', '/en/a/README.md'],
    ['/en/other/', '/en/other/'],
  ])('%s leads to %s', async (link, address) => {
    const page = `---\ntitle: A\ndate: 2026-03-01\n---\n[x](${link})\n\n\`[x](${link})\`\n`
    const { variants } = await takeIn({ ...files, 'content/posts/a.en.md': page }, { sources })
    const content = variants.find(({ article }) => article === 'a')?.content
    expect(content).toContain(`<a href="https://herald.example${address}">`)
    expect(content).toContain(`<code>[x](${link})</code>`)
  })

  test('to another site stay', async () => {
    const page = '---\ntitle: A\ndate: 2026-03-01\n---\n[x](https://x.example/tram.en.md) [y](//x.example/tram.en.md)\n'
    const { variants } = await takeIn({ ...files, 'content/posts/a.en.md': page }, { sources })
    const content = variants.find(({ article }) => article === 'a')?.content
    expect(content).toContain('href="https://x.example/tram.en.md"')
    expect(content?.match(/x\.example\/tram\.en\.md/g)).toHaveLength(2)
  })
})

describe('pictures of a page bundle', () => {
  test.each([
    ['cover.jpg', 'https://herald.example/en/stories/a/cover.jpg'],
    ['./cover.jpg', 'https://herald.example/en/stories/a/cover.jpg'],
    ['absent.jpg', 'https://herald.example/absent.jpg'],
    ['/cover.jpg', 'https://herald.example/cover.jpg'],
  ])('in the front matter: %s', async (image, url) => {
    const page = `---\ntitle: A\ndate: 2026-03-01\nimage: ${image}\n---\n![x](photo.png)\n`
    const { variants } = await takeIn({ 'stories/a/index.en.md': page, 'stories/a/cover.jpg': 'x' })
    expect(variants).toMatchObject([{ article: 'a', image: { url } }])
    expect(variants[0]?.content).toContain('src="https://herald.example/en/stories/a/photo.png"')
  })
})
