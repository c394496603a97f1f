import { expect, test } from 'vitest'
import { article, variant } from '../../support/newsroom.ts'
import { printed, shownIn } from '../../support/press.ts'

const uk = variant('Міст', 'uk')
const en = variant('Bridge', 'en')
const misspelled = { ...uk, sumary: 'x' }

async function broken(over: Record<string, unknown>) {
  const made = await printed({ files: { 'a.json': article({ id: 'a', variants: { uk, en } }) } })
  made.source.write('a.json', article({ id: 'a', variants: { uk: misspelled, en }, ...over }))
  await made.newsroom.refresh()
  expect(made.newsroom.quarantine()).toMatchObject([{ reason: 'key_unknown' }])
  return made
}

test('a variant that breaks keeps its last good text', async () => {
  expect(await shownIn(await broken({}), 'uk')).toEqual(['a uk'])
})

test.each([
  ['is withdrawn', { status: 'withdrawn' }],
  ['becomes a draft again', { status: 'draft' }],
  ['has expired', { expires: '2026-03-09T00:00:00Z' }],
  ['is put off', { published: '2027-01-01T00:00:00Z' }],
  ['is another one now', { id: 'b' }],
])('but it goes when its article %s', async (_what, over) => {
  expect(await shownIn(await broken(over), 'uk')).toEqual([])
})

test('a date of its own outlives the mistake beside it', async () => {
  const own = { ...uk, published: '2026-02-01T00:00:00Z' }
  const made = await printed({ files: { 'a.json': article({ id: 'a', variants: { uk: own, en } }) } })
  made.source.write('a.json', article({ id: 'a', variants: { uk: { ...own, sumary: 'x' }, en } }))
  await made.newsroom.refresh()
  const [kept] = await made.store.window({ language: 'uk' as never, kind: 'all' }, 1)
  expect(kept?.published).toBe(Date.UTC(2026, 1, 1))
})
