import { describe, expect, test } from 'vitest'
import { takeIn } from '../../support/desk.ts'

const FILE = 'stories/bridge.en.md'
const story = (frontMatter: string, file = FILE) =>
  takeIn({ [file]: `---\ntitle: Bridge\n${frontMatter}\n---\nThe bridge is open.\n` })

const onlyVariant = async (frontMatter: string, file = FILE) => {
  const { variants, quarantined } = await story(frontMatter, file)
  expect(quarantined).toEqual([])
  return variants[0]
}

describe('a page is a draft in the spelling of any generator', () => {
  test.each([
    ...['draft: true', 'Draft: 1', 'DRAFT: yes', 'draft: "true"', 'draft: maybe', 'published: false', 'Published: no'],
    ...['unlisted: true', 'headless: true', 'hidden: true', 'private: true', 'render: false', 'permalink: false'],
    ...[
      'eleventyExcludeFromCollections: true',
      'build: {render: never}',
      '_build: {list: never}',
      'build: {list: false}',
    ],
    ...['status: draft', 'Status: hidden', 'status: skip', 'status: future', 'status: scheduled', 'status: Private'],
    ...['status: pending', 'status: archived', 'draft: true\nstatus: published'],
  ])('%s', async (line) => {
    expect((await onlyVariant(`date: 2026-02-01\n${line}`))?.status).toBe('draft')
  })

  test('in a folder of drafts', async () => {
    expect((await onlyVariant('date: 2026-02-01', 'stories/_drafts/bridge.en.md'))?.status).toBe('draft')
  })

  test.each([
    ...['draft: false', 'draft: no', 'draft:', 'published: true', 'unlisted: false', 'status: published'],
    ...['status: publish', 'build: {render: always, list: local}', 'permalink: /en/bridge/', 'hidden: 0'],
  ])('but not with %s', async (line) => {
    expect((await onlyVariant(`date: 2026-02-01\n${line}`))?.status).toBe('published')
  })
})

describe('a page appears at the latest of its dates', () => {
  test.each([
    ...['publishDate', 'publishdate', 'PublishDate', 'pubDate', 'published', 'published_at', 'publish_at', 'embargo'],
    ...['embargoUntil', 'releaseDate', 'go_live'],
  ])('if %s is later than date', async (key) => {
    const variant = await onlyVariant(`date: 2026-03-01\n${key}: 2099-01-01`)
    expect(variant).toMatchObject({ published: Date.UTC(2098, 11, 31, 22), updated: Date.UTC(2098, 11, 31, 22) })
  })

  test('if date is the latest, and if there is no date', async () => {
    expect((await onlyVariant('date: 2026-03-01T10:00:00Z\npublishDate: 2026-02-01'))?.published).toBe(
      Date.UTC(2026, 2, 1, 10),
    )
    expect((await onlyVariant('pubDate: 2026-03-01T10:00:00Z'))?.published).toBe(Date.UTC(2026, 2, 1, 10))
    expect(
      (await onlyVariant('date: 2026-01-01\npublishDate: 2026-02-01\nembargo: 2099-01-01T00:00:00Z'))?.published,
    ).toBe(Date.UTC(2099, 0, 1))
  })
})

test('a page expires at the earliest of its expiry dates', async () => {
  const variant = await onlyVariant('date: 2026-01-01\nexpiryDate: 2099-01-01\nunpublishDate: 2026-02-01T00:00:00Z')
  expect(variant?.expires).toBe(Date.UTC(2026, 1, 1))
})

test.each(['publishDate: soon', 'embargo: 03/04/2099', 'unpublish_at: later', 'published: when ready'])(
  'a page with an unreadable date is refused: %s',
  async (line) => {
    const { variants, quarantined } = await story(`date: 2026-02-01\n${line}`)
    expect(variants).toEqual([])
    expect(quarantined).toMatchObject([
      { file: FILE, place: `line 4, ${line.split(':')[0]}`, reason: 'date_unparsable' },
    ])
  },
)

describe("the site's own flag", () => {
  const statusOf = async (line: string, unpublished: unknown) => {
    const sources = [{ type: 'markdown', path: 'stories', unpublished }]
    const { variants } = await takeIn({ [FILE]: `---\ntitle: A\ndate: 2026-02-01\n${line}\n---\nText\n` }, { sources })
    return variants[0]?.status
  }

  test.each([
    ['isPublish: false', { key: 'isPublish', value: false }, 'draft'],
    ['ispublish: No', { key: 'isPublish', value: false }, 'draft'],
    ['isPublish: true', { key: 'isPublish', value: false }, 'published'],
    ['title2: x', { key: 'isPublish', value: false }, 'published'],
    ['stage: Review', { key: 'stage', value: 'review' }, 'draft'],
    ['stage: done', { key: 'stage', value: 'review' }, 'published'],
    ['level: 2', { key: 'level', value: 2 }, 'draft'],
  ])('%s with %j', async (line, unpublished, status) => {
    expect(await statusOf(line, unpublished)).toBe(status)
  })
})
