import { describe, expect, test } from 'vitest'
import type { Feed } from '../../../src/domain/feed.ts'
import { type FeedKey, keyOf, type Scope } from '../../../src/domain/feed-key.ts'
import { folderOf } from '../../../src/domain/feed-path.ts'
import { poolOf } from '../../../src/editions/cache-pools.ts'
import { createDocuments } from '../../../src/editions/feed-bodies.ts'
import { readFeed, standingFeed } from '../../../src/editions/feeds.ts'
import type { Published } from '../../../src/editions/published.ts'
import { lang } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'
import { type Press, publishedPress } from '../../support/press.ts'

describe('requests for many combinations', () => {
  const tags = Array.from({ length: 24 }, (_, index) => `t${index + 10}`)
  const feedOf = async (press: Press, published: Published, key: FeedKey): Promise<Feed> =>
    standingFeed(published, key) ??
    ((await press.store.snapshot((reader) => readFeed(published, key, reader)))?.feed as Feed)

  test('evict only combinations from the cache', async () => {
    const content = `<p>${'слово '.repeat(30_000)}</p>`
    const press = await publishedPress({
      site: { languages: ['uk', 'en'] },
      files: { 'a.json': article({ tags, variants: { uk: variant('Міст', 'uk', { content }) } }) },
    })
    const published = press.newsroom.current() as Published
    const documents = createDocuments(press.store)
    const body = (feed: Feed) => documents.body(published, feed, 'atom', 'identity')
    const scope: Scope = { language: lang('uk'), kind: 'all' }
    const standing = await feedOf(press, published, keyOf(scope))
    const archive = await feedOf(press, published, { ...keyOf(scope), month: '2026-03' as FeedKey['month'] })
    const [own, month] = [await body(standing), await body(archive)]

    const combinations: Feed[] = []
    for (const [index, tag] of tags.entries()) {
      for (const other of tags.slice(index + 1, index + 4)) {
        const topic = { kind: 'combination', operator: 'every', tags: [tag, other], without: [] } as const
        const feed = await feedOf(press, published, { ...keyOf(scope), topic })
        expect(poolOf(feed.key), folderOf(feed.key)).toBe('combined')
        combinations.push(feed)
        await body(feed)
      }
    }
    const bytes = combinations.length * own.byteLength
    expect(bytes).toBeGreaterThan(16 * 1024 * 1024)
    const [first, last] = [combinations.at(0), combinations.at(-1)] as [Feed, Feed]
    expect(documents.bodiesOf(first, 'atom').find('identity')).toBeUndefined()
    expect(documents.bodiesOf(last, 'atom').find('identity')).toBeDefined()
    expect(documents.bodiesOf(standing, 'atom').find('identity')).toBe(own)
    expect(documents.bodiesOf(archive, 'atom').find('identity')).toBe(month)
    expect((await body(first)).byteLength).toBeGreaterThan(0)
  })
})
