import { expect, test } from 'vitest'
import { article, type TestOptions, variant } from '../support/newsroom.ts'
import { everyKind, TOKEN } from '../support/wire.ts'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' }

/** The text of the page for a name. */
async function desk(options: TestOptions = {}) {
  const site = await everyKind(options)
  const login = await site.ask('/admin/login', FORM, 'POST', `token=${TOKEN}`)
  const Cookie = String(login.headers['set-cookie']).split(';')[0] ?? ''
  const pageFor = async (name: string, language = 'en') => {
    const path = `/admin/articles?q=${encodeURIComponent(name)}`
    const { status, headers, text } = await site.ask(path, { Cookie, 'Accept-Language': language })
    const main = text.slice(text.indexOf('<h1>'))
    return { status, headers, text, plain: main.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
  }
  return { ...site, pageFor, Cookie }
}

const LATE = { published: '2026-04-01T00:00:00Z', expires: '2026-03-02T00:00:00Z' }
const FILES = {
  'articles/bridge.json': article({
    id: 'bridge',
    variants: {
      en: variant('Bridge', 'en', { guid: 'https://old.example/?p=7' }),
      uk: variant('Міст', 'uk', { published: LATE.published }),
    },
  }),
  'articles/zz-bridge.json': article({ id: 'bridge', variants: { en: variant('Bridge again', 'en') } }),
  'articles/gone.json': article({ id: 'gone', expires: LATE.expires, variants: { en: variant('Gone', 'en') } }),
  'articles/short.json': article({ id: 'short', variants: { en: variant('Short', 'en', { content: '<p>No.</p>' }) } }),
}

test.each(['bridge', 'articles/bridge.json', 'https://old.example/?p=7'])('%s finds an article', async (name) => {
  const { pageFor } = await desk({ files: FILES })
  const { plain, text, headers } = await pageFor(name)
  expect(headers['cache-control']).toBe('no-store')
  expect(text).toMatch(/<h3><bdi lang="en">Bridge<\/bdi>/)
  expect(text).toMatch(
    /<td data-label="Feed"><a href="\/admin\/feeds\/en\/sections\/city\/" dir="ltr">[\s\S]*?<data value="\d+">/,
  )
  expect(plain).toContain('articles/bridge.json articles/zz-bridge.json')
  expect(plain).toMatch(/Міст Ukrainian .* In no feed Under embargo · in 22 days/)
  expect(plain).toContain('already in articles/bridge.json')
})

test('positions and dates are those of the feeds', async () => {
  const older = article({ id: 'older', published: '2026-01-01T00:00:00Z', variants: { en: variant('Older', 'en') } })
  const { pageFor } = await desk({ site: { feeds: { items: 1 } }, files: { ...FILES, 'articles/older.json': older } })
  expect((await pageFor('older')).plain).toMatch(/\/en\/ archive only, January 2026 69 days ago/)
})

test('an article in no feed has the reasons, and a withdrawn one their date', async () => {
  const { pageFor, write, app, clock } = await desk({ files: FILES })
  expect((await pageFor('gone')).plain).toMatch(/In no feed Expired · 9 days ago/)
  write('articles/short.json', { ...FILES['articles/short.json'], status: 'withdrawn' })
  await app.newsroom.refresh()
  clock.now += 2 * 3_600_000
  expect((await pageFor('short')).plain).toMatch(/In no feed Withdrawn · 2 hours ago/)
})

test('a file without an article has its problems, to which the quarantine leads', async () => {
  const { pageFor, ask, Cookie } = await desk()
  const { text } = await pageFor('articles/broken.json')
  expect(text).toMatch(/<code>json_invalid<\/code>[\s\S]*<span lang="en" dir="ltr">/)
  expect((await ask('/admin/', { Cookie })).text).toContain('href="/admin/articles?q=articles%2Fbroken.json"')
  expect((await pageFor('nothing')).plain).toContain('No article and no problem has this name.')
  expect((await pageFor('nothing', 'fr')).plain).toContain('Aucun article ni problème ne porte ce nom.')
  expect((await pageFor('')).plain).not.toContain('has this name')
  expect((await pageFor('"><script>')).text).not.toContain('"><script>')
})

test('partners that refuse an article are named with the rule, but not for what they only advise', async () => {
  const { pageFor } = await desk({ site: { partners: { msn: null } }, files: FILES })
  const { text } = await pageFor('short')
  expect(text).not.toContain('image_missing')
  expect(text).toMatch(/<code>msn<\/code>[\s\S]*<span lang="en" dir="ltr">[^<]+<a href="https:\/\//)
})

test('is for operators', async () => {
  const { ask } = await desk()
  const { status, headers } = await ask('/admin/articles?q=bridge')
  expect([status, headers.location]).toEqual([303, '/admin/login'])
})
