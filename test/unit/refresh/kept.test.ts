import { expect, test } from 'vitest'
import { article, variant } from '../../support/newsroom.ts'
import { publishedPress, shownIn } from '../../support/press.ts'

const uk = variant('Міст', 'uk')
const en = variant('Bridge', 'en')
const untitled = { ...uk, title: '' }

async function breakVariant(over: Record<string, unknown>) {
  const fixture = await publishedPress({ files: { 'a.json': article({ id: 'a', variants: { uk, en } }) } })
  fixture.source.write('a.json', article({ id: 'a', variants: { uk: untitled, en }, ...over }))
  await fixture.newsroom.refresh()
  expect(fixture.newsroom.quarantine()).toMatchObject([{ reason: 'title_missing' }])
  return fixture
}

test('a broken variant keeps its last good text', async () => {
  expect(await shownIn(await breakVariant({}), 'uk')).toEqual(['a uk'])
})

test.each([
  ['is withdrawn', { status: 'withdrawn' }],
  ['becomes a draft again', { status: 'draft' }],
  ['has expired', { expires: '2026-03-09T00:00:00Z' }],
  ['is postponed', { published: '2027-01-01T00:00:00Z' }],
  ['gets another id', { id: 'b' }],
])('a broken variant is removed when its article %s', async (_what, over) => {
  expect(await shownIn(await breakVariant(over), 'uk')).toEqual([])
})

test('a broken variant keeps its own date', async () => {
  const own = { ...uk, published: '2026-02-01T00:00:00Z' }
  const fixture = await publishedPress({ files: { 'a.json': article({ id: 'a', variants: { uk: own, en } }) } })
  fixture.source.write('a.json', article({ id: 'a', variants: { uk: { ...own, title: '' }, en } }))
  await fixture.newsroom.refresh()
  const [placement] = await fixture.store.window({ language: 'uk' as never, kind: 'all' }, 1)
  expect(placement?.published).toBe(Date.UTC(2026, 1, 1))
})
