import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorkplace } from '../support/child.ts'
import { article } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

const page = (matter: string): string => `---\ntitle: A page\n${matter}\n---\nText.\n`

const FILES = {
  'articles/two.json': {
    ...{ published: '2026-02-21T08:35:00+02:00', section: 'city', tags: ['River', 'Old'] },
    variants: {
      en: { title: 'A', content: '<p>x</p>', url: '/en/a/', guid: 'https://old.example/?p=1' },
      uk: { title: 'Б', content: '<p>x</p>', url: '/uk/a/', published: '2099-01-01T00:00:00Z' },
    },
  },
  'articles/z.json': article({ id: 'a' }),
  'blog/en/2026-02-03-fallback.md': page('date: 03/04/2026'),
  'blog/en/2026-02-04-front.md': page('Date: 2026-03-05\nurl: /elsewhere/\nexpiryDate: 2099-01-01'),
  'blog/en/2026-02-05-draft.md': page('draft: true'),
  'blog/en/2026-02-06-expired.md': page('expires: 2026-03-01'),
  'blog/en/2026-02-07-withdrawn.md': page('status: withdrawn'),
  'blog/en/2026-02-08-untitled.md': '---\nauthor: Jo\n---\nText.\n',
  'blog/en/2026-02-09-timed.md': page('publishDate: 2099-02-01'),
  'blog/fr/2026-02-03-french.md': page(''),
  'blog/en/about.md': page('date: 2026-03-05'),
  'blog/en/picture.jpg': 'x',
  'other/en/2026-02-03-page.md': page(''),
}

const SITE = {
  ...{ languages: ['uk', 'en', 'de'], fallback: { default: 'omit', de: ['en'] }, retired: { tags: ['Old'] } },
  ...{ feeds: { items: 50 }, headlines: { top: ['two'] } },
  sources: [
    { type: 'json', path: 'articles' },
    { type: 'markdown', path: 'blog', layout: 'directory', pattern: '{lang}/{date}-{slug}.md', url: '/{lang}/{slug}/' },
  ],
}

let folder = ''
beforeAll(() => {
  folder = createWorkplace(SITE, FILES)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const explain = (file: string) => runShared(['check', '--explain', file], folder)

describe('check --explain', () => {
  test('prints origin, terms and feeds of every language of a file', async () => {
    const { code, stdout } = await explain('articles/two.json')
    expect(code).toBe(0)
    expect(stdout).toBe(`file        articles/two.json
source      articles
pattern     *.json
article     two

language    en
title       A
published   2026-02-21T06:35:00Z (line 1, published)
updated     2026-02-21T06:35:00Z (as published)
url         https://herald.example/en/a/ (line 1, variants.en.url)
guid        https://old.example/?p=1
tags        River → river
            Old → old (retired, no feed)
sections    city → city
feeds       /en/
            /en/headlines/top/
            /en/sections/city/
            /en/tags/river/
stand-in    /de/
            /de/headlines/top/
            /de/sections/city/
            /de/tags/river/

language    uk
title       Б
published   2099-01-01T00:00:00Z (line 1, variants.uk.published)
updated     2099-01-01T00:00:00Z (as published)
url         https://herald.example/uk/a/ (line 1, variants.uk.url)
tags        River → river
            Old → old (retired, no feed)
sections    city → city
in no feed  under embargo until 2099-01-01T00:00:00Z
`)
  })

  test.each([
    [
      'data/blog/en/2026-02-03-fallback.md',
      0,
      [
        /^warnings +line 3, date: .*not certain.*\[date_ignored\]$/m,
        /^published +2026-02-0\S+ \(the file's name\)$/m,
        /^url +https:\/\/herald\.example\/en\/fallback\/ \(url of the source in site\.yaml\)$/m,
        /^feeds +\/en\/$/m,
      ],
    ],
    [
      'blog/en/2026-02-04-front.md',
      0,
      [
        /^pattern +\{lang\}\/\{date\}-\{slug\}\.md$/m,
        /^published .*\(line 3, Date\)$/m,
        /^expires .*\(line 5, expiryDate\)$/m,
        /^url .*elsewhere\/ \(line 4, url\)$/m,
      ],
    ],
    ['blog/en/2026-02-05-draft.md', 1, [/^in no feed +a draft$/m]],
    ['blog/en/2026-02-06-expired.md', 1, [/^in no feed +expired at 2026-0\S+$/m]],
    ['blog/en/2026-02-07-withdrawn.md', 1, [/^in no feed +withdrawn$/m]],
    ['blog/en/2026-02-08-untitled.md', 1, [/^problems .*\[title_missing\]$/m, /^in no feed +quarantined$/m]],
    ['blog/en/2026-02-09-timed.md', 1, [/^published .*\(line 3, publishDate\)$/m, /^in no feed +under embargo/m]],
    ['blog/fr/2026-02-03-french.md', 1, [/^in no feed +blog: a language .* that the site does not have$/m]],
    ['blog/en/about.md', 1, [/^in no feed +blog: the path does not match "\{lang\}\/\{date\}-\{slug\}\.md"$/m]],
    ['blog/en/picture.jpg', 1, [/^in no feed +hidden, excluded .*: blog$/m]],
    ['other/en/2026-02-03-page.md', 1, [/^in no feed .* below no source of site\.yaml \("articles", "blog"\)$/m]],
    ['blog/en/absent.md', 1, [/^in no feed +the file does not exist$/m]],
    ['articles/z.json', 1, [/^in no feed .*already in articles\/a\.json/m]],
  ] as const)('%s', async (file, expected, lines) => {
    const { code, stdout } = await explain(file)
    for (const line of lines) expect(stdout).toMatch(line)
    expect(code).toBe(expected)
  })

  test('prints the same as JSON', async () => {
    const { stdout } = await runShared(['check', '--explain', 'articles/two.json', '--json'], folder)
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ file: 'articles/two.json', problems: [], article: 'two' },
      variants: [
        { language: 'en', 'in no feed': [] },
        { language: 'uk', feeds: [] },
      ],
    })
  })

  test('names the archive of an article that is not among the newest', async () => {
    const files = { 'articles/new.json': article({ published: '2026-04-01T00:00:00Z' }) }
    const workplace = createWorkplace({ feeds: { items: 1 } }, files)
    const { stdout } = await runShared(['check', '--explain', 'articles/a.json'], workplace)
    rmSync(workplace, { recursive: true })
    expect(stdout).toMatch(/^feeds +\/uk\/archive\/20\d\d-\d\d\/ \(not among the newest 1\)$/m)
  })
})
