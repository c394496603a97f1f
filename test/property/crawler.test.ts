import { beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { FORMATS } from '../../src/domain/feed-key.ts'
import { folderOf } from '../../src/domain/feed-path.ts'
import { article, variant } from '../support/newsroom.ts'
import { FILES, parseDocument, serveNewsroom } from '../support/parsed-feed.ts'
import { bodyOf, sharedSample } from '../support/sample.ts'

describe('a crawler', () => {
  let app: App
  beforeAll(async () => {
    app = await sharedSample()
  })

  test.each(FORMATS)('finds every article of the feeds of the sample newsroom exactly once: %s', async (format) => {
    const feeds = [...(app.newsroom.current()?.edition.feeds.values() ?? [])]
    // A third of the feeds in each format: that a feed has the same entries in all of them is a property of any history.
    const scopes = feeds
      .map(({ scope }) => scope)
      .filter(({ kind }, index) => kind !== 'headlines' && index % FORMATS.length === FORMATS.indexOf(format))
    expect(scopes.length).toBeGreaterThan(30)
    let walked = 0
    for (const scope of scopes) {
      const path = folderOf(scope) + FILES[format]
      const subscription = parseDocument(path, await bodyOf(app, path))
      const ids: string[] = []
      const seen = new Set([path])
      for (let next = subscription.links.prev; next !== undefined; walked++) {
        expect(seen, 'no address twice').not.toContain(next)
        seen.add(next)
        const archive = parseDocument(next, await bodyOf(app, next))
        expect([archive.links.self, archive.links.current]).toEqual([next, path])
        expect(archive.items.length, next).toBeGreaterThan(0)
        ids.push(...archive.items.map(({ id }) => id))
        next = archive.links.prev
      }
      const all = (await app.store.window(scope, 1000)).map(
        ({ article: id, language }) => `tag:herald.example,2026:${id}/${language}`,
      )
      expect(ids, path).toEqual(all)
      expect(
        subscription.items.map(({ id }) => id),
        path,
      ).toEqual(ids.slice(0, subscription.items.length))
    }
    expect(walked).toBeGreaterThan(30)
  })

  test('of pages finds every month of a feed, in both directions', async () => {
    const path = '/uk/'
    const feed = parseDocument('/uk/feed.json', await bodyOf(app, `${path}feed.json`))
    const pages: string[] = []
    for (let page = feed.links.prev?.replace('feed.json', ''); page; ) {
      pages.push(page)
      const links = [...(await bodyOf(app, page)).matchAll(/<a href="(\/uk\/archive\/[\d-]+\/)"/g)].map(([, to]) => to)
      page = links.find((to) => (to as string) < (page as string)) as string
    }
    expect(pages).toEqual(['/uk/archive/2026-03/', '/uk/archive/2026-02/', '/uk/archive/2026-01/'])
    for (const page of pages.slice(1)) {
      const later = pages[pages.indexOf(page) - 1]
      expect(await bodyOf(app, page)).toContain(`<a href="${later}"`)
    }
  })
})

test('articles beyond the subscription document are in the archives, for every kind of feed', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => {
      const published = new Date(Date.UTC(2025, 8, 5 + index * 6)).toISOString()
      const variants = { uk: variant(`У${index}`, 'uk'), ...(index % 2 && { en: variant(`E${index}`, 'en') }) }
      return [`articles/a${index}.json`, article({ published, tags: ['river', `t${index % 3}`], variants })]
    }),
  )
  const { read } = await serveNewsroom({ site: { feeds: { items: 3 } }, files })
  const wanted = {
    '/uk/': 30,
    '/en/': 15,
    '/uk/tags/river/': 30,
    '/uk/tags/t1/': 10,
    '/uk/tags/river+t1/': 10,
    '/uk/tags/river+!t1/': 20,
    '/uk/tags/t0,t1/': 20,
    '/en,uk/': 30,
    '/en,uk/tags/river+t1/': 10,
    '/en,uk/sections/city/': 30,
  }
  for (const [folder, count] of Object.entries(wanted)) {
    for (const format of FORMATS) {
      const where = folder + FILES[format]
      const subscription = await read(where)
      const ids: string[] = []
      for (let { prev } = subscription.links; prev; ) {
        const archive = await read(prev)
        ids.push(...archive.items.map(({ id }) => id))
        prev = archive.links.prev
      }
      expect(ids.length, where).toBe(count)
      expect(new Set(ids).size, where).toBe(count)
      expect(
        subscription.items.map(({ id }) => id),
        where,
      ).toEqual(ids.slice(0, 3))
    }
  }
})
