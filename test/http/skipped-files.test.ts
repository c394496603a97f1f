import { pino } from 'pino'
import { expect, test } from 'vitest'
import { skippedMessage } from '../../src/domain/refresh-report.ts'
import { publishNewsroom } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

const PAGE = '---\ntitle: A\ndate: 2026-03-01\n---\nText.\n'
const BLOG = {
  ...{ type: 'markdown', path: 'blog', layout: 'directory', pattern: '{lang}/{date}-{slug}.md' },
  url: '/{lang}/{slug}/',
}
const TOKEN = { authorization: 'Bearer secret-of-this-test' }
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }
const FILES = {
  'blog/en/2026-03-01-a.md': PAGE,
  'blog/en/2026-03-02-draft.md': PAGE.replace('---\n', '---\ndraft: true\n'),
  'blog/en/2026-03-03-search.md': PAGE,
  'blog/en/about.md': PAGE,
  'blog/en/b.md': PAGE,
  'blog/de/2026-03-01-a.md': PAGE,
  'blog/en/2026-03-01-a.mdx': PAGE,
  'blog/en/_index.md': PAGE,
  'blog/en/2026-03-01-a.jpg': '',
  'blog/_site/en/about.html': '',
}
const source = { source: 'blog', pattern: BLOG.pattern }

test('files that are no articles are counted, at every refresh', async () => {
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const { app, write, remove } = await publishNewsroom({
    site: { sources: [BLOG] },
    files: FILES,
    environment: { POLYFEED_ADMIN_TOKEN: 'secret-of-this-test' },
    overrides: { log },
  })
  const ask = await wire(app.handler)
  const skipped = async () => JSON.parse((await ask('/readyz', TOKEN)).text).skipped
  const counted = [
    { ...source, reason: 'draft', count: 1, read: 3 },
    { ...source, reason: 'extension', count: 1, read: 3, example: 'blog/en/2026-03-01-a.mdx' },
    { ...source, reason: 'language', count: 1, read: 3, example: 'blog/de/2026-03-01-a.md' },
    { ...source, reason: 'page', count: 1, read: 3, example: 'blog/en/_index.md' },
    { ...source, reason: 'pattern', count: 2, read: 3, example: 'blog/en/about.md' },
  ]
  expect(await skipped()).toEqual(counted)
  expect(app.newsroom.quarantine()).toEqual([])
  expect(app.newsroom.lastOutcome()).toMatchObject({ skipped: 6 })
  const told = () => lines.filter(({ reason }) => reason).map(({ msg }) => msg)
  expect(told()).toEqual([
    'Source "blog", 1 file skipped: a draft',
    'Source "blog", 1 file skipped: another extension than "{lang}/{date}-{slug}.md"',
    'Source "blog", 1 file skipped: a language in place of {lang} in "{lang}/{date}-{slug}.md" that the site does not have',
    'Source "blog", 1 file skipped: a page of the site (_name, README, a list), not an article',
    'Source "blog", 2 files skipped: the path does not match "{lang}/{date}-{slug}.md"',
  ])
  expect(JSON.stringify(lines)).not.toContain('2026-03-02-draft')

  lines.length = 0
  await app.newsroom.refresh()
  expect(await skipped()).toEqual(counted)
  expect(told()).toEqual([])

  remove('blog/en/about.md')
  write('blog/en/2026-03-02-draft.md', PAGE)
  await app.newsroom.refresh()
  expect(await skipped()).toEqual([
    ...counted.slice(1, 4),
    { ...source, reason: 'pattern', count: 1, read: 3, example: 'blog/en/b.md' },
  ])
  expect(told()).toEqual(['Source "blog", 1 file skipped: the path does not match "{lang}/{date}-{slug}.md"'])
})

test('the operator’s page shows them', async () => {
  const { app } = await publishNewsroom({
    site: { sources: [BLOG] },
    files: FILES,
    environment: { POLYFEED_ADMIN_TOKEN: 'secret-of-this-test' },
  })
  const ask = await wire(app.handler)
  const { headers } = await ask('/admin/login', FORM, 'POST', 'token=secret-of-this-test')
  const page = (await ask('/admin/', { Cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' })).text
  expect(page).toContain('blog/en/about.md')
  expect(page).toContain('мова, якої немає на сайті')
})

test('a pattern that no file matches is a problem', async () => {
  const { app, write } = await publishNewsroom({ site: { sources: [BLOG] }, files: { 'blog/en/about.md': PAGE } })
  expect(app.newsroom.quarantine()).toEqual([
    {
      file: 'site.yaml',
      place: 'sources, blog',
      reason: 'pattern_without_files',
      message:
        'No file matches "{lang}/{date}-{slug}.md". Source "blog", 1 file skipped: the path does not match "{lang}/{date}-{slug}.md", like blog/en/about.md.',
    },
  ])
  write('blog/en/2026-03-01-a.md', PAGE)
  await app.newsroom.refresh()
  expect(app.newsroom.quarantine()).toEqual([])
})

test('the code of a country in a name leads to its language', async () => {
  const { app } = await publishNewsroom({ files: { 'stories/bridge.ua.md': PAGE, 'stories/bridge.en.md': PAGE } })
  expect(app.newsroom.skippedFiles().map(skippedMessage)).toEqual([
    expect.stringMatching(/that the site does not have \(Did you mean "uk" \(Ukrainian\)\?\)$/),
  ])
})

test('an empty folder, or one with a README, is no problem', async () => {
  const { app } = await publishNewsroom({ files: { 'stories/README.md': '# Stories\n' } })
  expect(app.newsroom.quarantine()).toEqual([])
  expect(app.newsroom.skippedFiles()).toMatchObject([{ reason: 'page', example: 'stories/README.md' }])
})

test('pages without text and date, and drafts without a date, are no articles', async () => {
  const { app } = await publishNewsroom({
    files: {
      'stories/search.en.md': '---\ntitle: Search\nlayout: search\n---\n',
      'stories/idea.en.md': '---\ntitle: Idea\ndraft: true\n---\nText.\n',
      'stories/link.en.md': '---\ntitle: Link\ndate: 2026-03-01\n---\n',
      'stories/late.en.md': '---\ntitle: No date\n---\nText.\n',
    },
  })
  expect(app.newsroom.skippedFiles()).toMatchObject([
    { reason: 'draft', count: 1, example: 'stories/idea.en.md' },
    { reason: 'page', count: 1, example: 'stories/search.en.md' },
  ])
  expect(app.newsroom.quarantine()).toMatchObject([{ file: 'stories/late.en.md', reason: 'value_missing' }])
  expect((await (await wire(app.handler))('/en/feed.json')).text).toContain('/en/stories/link/')
})

test('files of another source are not counted', async () => {
  const { app } = await publishNewsroom({
    site: { sources: [{ type: 'json', path: 'blog' }, BLOG] },
    files: { 'blog/en/2026-03-01-a.md': PAGE, 'blog/x.html': '' },
  })
  expect(app.newsroom.skippedFiles()).toMatchObject([
    { source: 'blog', pattern: null, reason: 'extension', count: 1, example: 'blog/x.html' },
    { source: 'blog', pattern: BLOG.pattern, reason: 'extension', count: 1, example: 'blog/x.html' },
  ])
})
