import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { article, SITE, variant } from '../support/newsroom.ts'
import { inFormats, serveNewsroom } from '../support/parsed-feed.ts'

const OWN = 'https://feeds.example/hub'
const EXTERNAL = 'https://hub.example/?id=1&kind=a,b'
const SETTINGS = {
  hub: { external: [EXTERNAL] },
  partners: { msn: null, wire: { namespaces: ['dc'] }, secret: { token: 'a-long-secret-of-ours' } },
  headlines: { top: ['a'] },
}

const open = (site: Record<string, unknown> = SETTINGS) =>
  serveNewsroom({
    site,
    files: {
      'articles/a.json': article({ authors: [{ name: 'Jo Doe' }], tags: ['river', 'trams'] }),
      'articles/old.json': article({ published: '2026-01-05T00:00:00Z', variants: { uk: variant('Давнє', 'uk') } }),
    },
  })

/** The hubs that a document of any format announces, in order. */
function hubsIn(path: string, text: string): readonly string[] {
  if (path.endsWith('json')) {
    const { hubs = [] } = JSON.parse(text) as { hubs?: readonly { readonly type: string; readonly url: string }[] }
    return hubs.map(({ type, url }) => `${type} ${url}`)
  }
  const element = path.endsWith('rss.xml') ? 'atom:link' : 'link'
  return [...text.matchAll(new RegExp(`<${element} rel="hub" href="([^"]*)"/>`, 'g'))].map(
    ([, href = '']) => `WebSub ${href.replaceAll('&amp;', '&')}`,
  )
}

const hubsInField = (link: unknown): readonly string[] =>
  [...String(link).matchAll(/<([^>]*)>; rel="hub"/g)].map(([, href = '']) => `WebSub ${href}`)

const FOLDERS = [
  ...['/uk/', '/uk/tags/river/', '/uk/sections/city/', '/uk/authors/jo-doe/', '/uk/headlines/top/'],
  '/partners/msn/uk/',
]

test('feeds announce the own hub, then the external ones', async () => {
  const { ask } = await open()
  for (const path of FOLDERS.flatMap(inFormats)) {
    const { headers, text } = await ask(path)
    expect(hubsIn(path, text), path).toEqual([`WebSub ${OWN}`, `WebSub ${EXTERNAL}`])
    expect(hubsInField(headers.link), path).toEqual([`WebSub ${OWN}`, `WebSub ${EXTERNAL}`])
    expect(String(headers.link).match(/rel="self"/g), path).toHaveLength(1)
  }
})

test('combinations announce the own hub only, because others are not notified of them', async () => {
  const { ask } = await open()
  for (const path of ['/uk,en/', '/uk/tags/river+trams/', '/uk,en/tags/river,trams/'].flatMap(inFormats)) {
    const { headers, text } = await ask(path)
    expect(hubsIn(path, text), path).toEqual([`WebSub ${OWN}`])
    expect(hubsInField(headers.link), path).toEqual([`WebSub ${OWN}`])
  }
})

const WITHOUT = [
  ...['/uk/archive/2026-01/', '/uk/tags/river/archive/2026-03/', '/partners/secret/uk/'].flatMap(inFormats),
  ...['/uk/', '/uk/feeds.opml', '/uk/news-sitemap.xml', '/embed/uk/headlines.json'],
]

test('archives, private feeds and documents that are no feeds announce none', async () => {
  const { ask } = await open()
  for (const path of WITHOUT) {
    const { headers, status, text } = await ask(path, { Authorization: 'Bearer a-long-secret-of-ours' })
    expect(status, path).toBe(200)
    expect(hubsInField(headers.link), path).toEqual([])
    expect(text, path).not.toContain('hub.example')
    expect(text, path).not.toContain(OWN)
  }
})

test('a partner that reads no Atom elements finds hubs in the header field', async () => {
  const { headers, text } = await (await open()).ask('/partners/wire/uk/rss.xml')
  expect(text).not.toContain('hub')
  expect(hubsInField(headers.link)).toEqual([`WebSub ${OWN}`, `WebSub ${EXTERNAL}`])
})

test('a delta announces them, too', async () => {
  const { ask, write, clock, app } = await open()
  for (const path of inFormats('/uk/')) {
    const { headers } = await ask(path)
    write('articles/b.json', article({ variants: { uk: variant(`Друга ${path}`, 'uk') } }))
    clock.now += 60_000
    await app.newsroom.refresh()
    const delta = await ask(path, { 'A-IM': 'feed', 'If-None-Match': String(headers.etag) })
    expect(delta.status).toBe(226)
    expect(hubsIn(path, delta.text)).toEqual([`WebSub ${OWN}`, `WebSub ${EXTERNAL}`])
    expect(hubsInField(delta.headers.link)).toHaveLength(2)
  }
})

test('other hubs are other versions of the feeds; permitted callbacks are not', async () => {
  const { ask, write, clock, app } = await open({ hub: { own: false } })
  const change = async (hub: Record<string, unknown>) => {
    write('site.yaml', stringify({ ...SITE, hub }))
    clock.now += 60_000
    await app.newsroom.refresh()
    return ask('/uk/rss.xml')
  }
  const none = await ask('/uk/rss.xml')
  expect(hubsIn('/uk/rss.xml', none.text)).toEqual([])
  expect(none.headers.link).not.toContain('hub')
  const allowed = await change({ own: false, allowCallbacks: ['loopback'] })
  expect(allowed.headers.etag).toBe(none.headers.etag)
  const own = await change({})
  expect(hubsIn('/uk/rss.xml', own.text)).toEqual([`WebSub ${OWN}`])
  expect(own.headers.etag).not.toBe(none.headers.etag)
  expect(own.headers['last-modified']).not.toBe(none.headers['last-modified'])
})

test('a partner that gets a token loses the hubs with a new date', async () => {
  const { ask, write, clock, app } = await open({ partners: { wire: {} } })
  const before = await ask('/partners/wire/uk/atom.xml')
  write('site.yaml', stringify({ ...SITE, partners: { wire: { token: 'a-long-secret-of-ours' } } }))
  clock.now += 60_000
  await app.newsroom.refresh()
  const after = await ask('/partners/wire/uk/atom.xml', { Authorization: 'Bearer a-long-secret-of-ours' })
  expect([hubsIn('atom.xml', before.text), hubsIn('atom.xml', after.text)]).toEqual([[`WebSub ${OWN}`], []])
  expect(after.headers['last-modified']).not.toBe(before.headers['last-modified'])
})
