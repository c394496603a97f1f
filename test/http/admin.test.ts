import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { article, BROKEN_DATA, configOf, FAILABLE, intake, type TestOptions, variant } from '../support/newsroom.ts'
import { everyKind, TOKEN, wire } from '../support/wire.ts'

const HOUR = 3_600_000
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** A browser at the operator's page. It keeps the cookie and sends `Sec-Fetch-Site`. */
async function operator(options: TestOptions = {}) {
  const site = await everyKind(options)
  return { ...site, ...(await browse(site.app.handler)) }
}

async function browse(handler: Parameters<typeof wire>[0]) {
  const ask = await wire(handler)
  const jar = { cookie: '' }
  const get = (path: string, headers: Record<string, string> = {}) => ask(path, { Cookie: jar.cookie, ...headers })
  const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams(fields).toString()
    return ask(path, { ...FORM, Cookie: jar.cookie, 'Sec-Fetch-Site': 'same-origin', ...headers }, 'POST', body)
  }
  const logIn = async (token = TOKEN) => {
    const answer = await send('/admin/login', { token })
    jar.cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    return answer
  }
  const formToken = async () => /name="token" value="([^"]+)"/.exec((await get('/admin/')).text)?.[1] ?? ''
  return { ask, jar, get, send, logIn, formToken }
}

describe("access to the operator's page", () => {
  test('redirects to a login form that works without a script', async () => {
    const { get } = await operator()
    const { status, headers } = await get('/admin/')
    expect([status, headers.location]).toEqual([303, '/admin/login'])
    const { text } = await get('/admin/login', { 'Accept-Language': 'en' })
    expect(text).toMatch(/<form method="post" action="\/admin\/login"[\s\S]*type="password"/)
  })

  test('the right token gives a session of twelve hours, in a cookie that scripts and other sites cannot read', async () => {
    const { logIn, get, clock } = await operator()
    const { status, headers } = await logIn()
    expect([status, headers.location]).toEqual([303, '/admin/'])
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^polyfeed-admin=\d+\.[\w-]+\.[\w-]{43}; Max-Age=43200; Path=\/admin; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ])
    expect((await get('/admin/')).status).toBe(200)
    clock.now += 12 * HOUR - 1
    expect((await get('/admin/')).status).toBe(200)
    clock.now += 1
    expect((await get('/admin/')).status).toBe(303)
  })

  test('over plain http and below a path, the cookie is not Secure and has the path', async () => {
    const { logIn } = await operator({ site: { feedUrl: 'http://127.0.0.1:3000/feeds' } })
    const { headers } = await logIn()
    expect(headers.location).toBe('/feeds/admin/')
    expect(headers['set-cookie']?.[0]).toMatch(/; Path=\/feeds\/admin; HttpOnly; SameSite=Strict$/)
  })

  test('a wrong token is refused with 403 and an alert', async () => {
    const { logIn, get, jar } = await operator()
    for (const token of ['', 'x', `${TOKEN}x`, TOKEN.toUpperCase()]) {
      const { status, headers, text } = await logIn(token)
      expect([status, headers['set-cookie'], text.includes('role="alert"')], token).toEqual([403, undefined, true])
      expect(text).not.toContain(TOKEN)
    }
    expect(jar.cookie).toBe('')
    expect((await get('/admin/')).status).toBe(303)
  })

  test('a forged cookie is refused', async () => {
    const { logIn, ask, jar } = await operator()
    await logIn()
    const [name, value = ''] = jar.cookie.split('=')
    const [ends = '', signature = ''] = value.split('.')
    for (const forged of [
      `${Number(ends) + 1}.${signature}`,
      `${ends}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
      `${ends}.`,
      `${ends}`,
      `0${ends}.${signature}x`,
      '',
    ]) {
      expect((await ask('/admin/', { Cookie: `${name}=${forged}` })).status, forged).toBe(303)
    }
    expect((await ask('/admin/', { Cookie: `a=b; ${jar.cookie}; c=d` })).status).toBe(200)
  })

  test('a session ends when the token changes', async () => {
    const { folder, app, clock, logIn, jar } = await operator()
    await logIn()
    const config = configOf(folder, { POLYFEED_ADMIN_TOKEN: 'another-token-of-the-tests' })
    const other = await createApp(config, { intake, store: app.store, now: () => clock.now })
    const { ask } = await browse(other.handler)
    expect((await ask('/admin/', { Cookie: jar.cookie })).status).toBe(303)
  })

  test('without a token in the environment the page does not exist', async () => {
    const { folder, app, clock } = await operator()
    const other = await createApp(configOf(folder), { intake, store: app.store, now: () => clock.now })
    await other.newsroom.follow()
    const { ask, send } = await browse(other.handler)
    for (const path of ['/admin', '/admin/', '/admin/login']) expect((await ask(path)).status, path).toBe(404)
    expect((await send('/admin/login', { token: '' })).status).toBe(404)
  })

  test('logging out deletes the cookie', async () => {
    const { logIn, send, formToken } = await operator()
    await logIn()
    const { status, headers } = await send('/admin/logout', { token: await formToken() })
    expect([status, headers.location]).toEqual([303, '/admin/login'])
    expect(headers['set-cookie']?.[0]).toMatch(/^polyfeed-admin=; Max-Age=0; Path=\/admin; HttpOnly/)
  })
})

describe('a form is accepted only from the own origin', () => {
  const FROM = [
    ['same-origin', { 'Sec-Fetch-Site': 'same-origin' }, true],
    ['same-site', { 'Sec-Fetch-Site': 'same-site' }, false],
    ['cross-site', { 'Sec-Fetch-Site': 'cross-site' }, false],
    ['nowhere', { 'Sec-Fetch-Site': 'none' }, false],
    ['our own origin', { Origin: 'https://feeds.example' }, true],
    ['the requested host', { Origin: 'http://box.local:3000', Host: 'box.local:3000' }, true],
    ['another origin', { Origin: 'https://evil.example' }, false],
    ['a hidden origin', { Origin: 'null' }, false],
    ['a program', {}, true],
  ] as const

  test.each(FROM)('from %s', async (_name, from, allowed) => {
    const { ask, logIn, jar, formToken, app } = await operator()
    const post = (path: string, fields: Record<string, string>) =>
      ask(path, { ...FORM, Cookie: jar.cookie, ...from }, 'POST', new URLSearchParams(fields).toString())
    expect((await post('/admin/login', { token: TOKEN })).status).toBe(allowed ? 303 : 403)
    await logIn()
    const token = await formToken()
    const before = app.newsroom.lastOutcome()
    expect((await post('/admin/', { action: 'refresh', token })).status).toBe(allowed ? 303 : 403)
    expect(app.newsroom.lastOutcome() !== before).toBe(allowed)
    expect((await post('/admin/logout', { token })).status).toBe(allowed ? 303 : 403)
  })

  test('a form without the token of the current session is refused', async () => {
    const { logIn, send, jar, formToken, app, clock } = await operator()
    await logIn()
    const own = await formToken()
    clock.now += 1000
    await logIn()
    const before = app.newsroom.lastOutcome()
    // The token of an earlier session, the expiry in the cookie, and none.
    for (const token of [own, jar.cookie.split('.')[1] ?? '', '']) {
      const { status, text } = await send('/admin/', { action: 'refresh', token })
      expect([status, JSON.parse(text).status]).toEqual([403, 403])
    }
    expect(app.newsroom.lastOutcome()).toBe(before)
  })

  test('a session cookie does not authorize /admin/refresh, which needs the bearer token', async () => {
    const { logIn, send } = await operator()
    await logIn()
    expect((await send('/admin/refresh', {})).status).toBe(401)
  })
})

describe("the operator's page", () => {
  /** The text of one section. */
  const partOf = (page: string, id: string): string =>
    (new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')

  const EN = { 'Accept-Language': 'en' }

  async function openPage(options: TestOptions = {}) {
    const site = await operator(options)
    await site.logIn()
    return { ...site, page: async () => (await site.get('/admin/', EN)).text }
  }

  test('cannot be cached, framed or indexed', async () => {
    const { get } = await openPage()
    const { headers } = await get('/admin/')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-robots-tag']).toBe('noindex')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['referrer-policy']).toBe('same-origin')
  })

  test.each([
    ['ru', 'ru', 'Обновить ленты сейчас'],
    // The newsroom is in Ukrainian, Russian, English, Chinese and Portuguese.
    ['fr-CA,fr;q=0.9,en;q=0.5', 'fr', 'Actualiser les flux maintenant'],
    ['es-MX', 'es', 'Actualizar los feeds ahora'],
    ['ar-EG,en;q=0.1', 'ar', 'تحديث الخلاصات الآن'],
    ['zh-TW', 'zh-Hant', '立即更新訂閱來源'],
    ['fi,de;q=0.5', 'de', 'Feeds jetzt aktualisieren'],
    // The program has no Finnish: the first language of the newsroom.
    ['fi', 'uk', 'Оновити стрічки зараз'],
    ['', 'uk', 'Оновити стрічки зараз'],
  ])('is in the operator’s language: %j', async (field, language, refresh) => {
    const { get } = await openPage()
    const { text, headers } = await get('/admin/', { 'Accept-Language': field })
    expect(text).toContain(`<html lang="${language}"`)
    expect(text).toContain(refresh)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect((await get('/admin/login', { 'Accept-Language': field })).text).toContain(`<html lang="${language}"`)
  })

  test('is in the language of the operator also if the newsroom’s language has no texts', async () => {
    const { get } = await openPage({ site: { languages: ['fi', 'en-GB'] }, files: {} })
    const pageIn = async (field: string) => (await get('/admin/', { 'Accept-Language': field })).text
    expect(await pageIn('fi')).toContain('<html lang="en"')
    expect(await pageIn('ja')).toContain('<html lang="ja"')
    // The name of the feed of all articles is a text of the program.
    expect(await pageIn('ja')).toContain('<a href="/fi/"><bdi lang="en" dir="ltr">All articles</bdi></a>')
    const british = await pageIn('en-GB')
    expect(british).toContain('<html lang="en-GB"')
    expect(british).toMatch(/<time [^>]*title="\d{1,2} [A-Z]\w+ 2026 at \d\d:\d\d">/)
  })

  test('marks messages of the server as English', async () => {
    const { app, get, write } = await openPage({ site: FAILABLE })
    write(...BROKEN_DATA)
    await app.newsroom.refresh().catch(() => undefined)
    const { text } = await get('/admin/', { 'Accept-Language': 'he' })
    expect(text).toContain('<strong class="bad">נכשל: <bdi lang="en" dir="ltr">_data/broken.yml')
    expect((await get('/admin/', EN)).text).toContain('<strong class="bad">Failed: _data/broken.yml')
  })

  test('shows the edition and its age', async () => {
    const { page, clock } = await openPage()
    clock.now += 3 * HOUR
    const edition = partOf(await page(), 'edition')
    expect(edition).toContain('Edition 1')
    expect(edition).toContain('As of 3 hours ago')
    expect(edition).toContain('serves and refreshes')
  })

  test('shows refreshes, what they changed, and why they failed', async () => {
    const { app, page, write, clock, send, formToken } = await openPage({ site: FAILABLE })
    clock.now += 60_000
    write('articles/c.json', article({ tags: ['new'], variants: { uk: variant('Новий', 'uk') } }))
    const answer = await send('/admin/', { action: 'refresh', token: await formToken() })
    expect([answer.status, answer.headers.location]).toEqual([303, '/admin/'])
    const refreshes = partOf(await page(), 'refreshes')
    expect(refreshes).toContain('Files changed: 1')
    expect(refreshes).toContain('uk/tag/new')
    clock.now += 60_000
    write(...BROKEN_DATA)
    expect((await send('/admin/', { action: 'refresh', token: await formToken() })).status).toBe(303)
    expect(partOf(await page(), 'refreshes')).toMatch(/Changes 0 seconds ago \d+ ms – Failed: _data\/broken\.yml/)
    expect(app.newsroom.current()?.edition.revision).toBe(2)
  })

  test('names a missing source, and withdraws its articles on request', async () => {
    const { app, page, remove, send, formToken } = await openPage({
      files: { 'stories/ferry.en.md': '---\ntitle: Ferry\ndate: 2026-02-01\n---\nIt sails.\n' },
    })
    expect(partOf(await page(), 'missing')).toContain('No sources are missing.')
    remove('stories/ferry.en.md')
    await app.newsroom.refresh()
    const missing = partOf(await page(), 'missing')
    expect(missing).toContain('stories Folder is empty 1 of 1')
    expect(missing).toContain('Withdraw articles')
    const form = { action: 'confirm', source: 'stories' }
    expect((await send('/admin/', { ...form, token: 'another' })).status).toBe(403)
    await app.newsroom.refresh()
    expect(app.newsroom.missingSources()).toHaveLength(1)
    expect((await send('/admin/', { ...form, token: await formToken() })).status).toBe(303)
    expect(app.newsroom.missingSources()).toEqual([])
    expect(partOf(await page(), 'missing')).toContain('No sources are missing.')
    // A second confirmation does nothing.
    expect((await send('/admin/', { ...form, token: await formToken() })).status).toBe(303)
  })

  /** The sections in the order of the page. */
  const sectionsOf = (page: string) => [...page.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id)
  const titleOf = (page: string) => /<title>(.*?)<\/title>/.exec(page)?.[1]

  test('says first that all is well', async () => {
    const { app, page, remove } = await openPage()
    remove('articles/broken.json')
    await app.newsroom.refresh()
    const text = await page()
    expect(partOf(text, 'health').trim()).toBe('All is well')
    expect(titleOf(text)).not.toMatch(/^\(/)
    expect(sectionsOf(text).slice(0, 2)).toEqual(['health', 'edition'])
  })

  test('says first what is wrong, with the number in the title and the sections in front', async () => {
    const { app, page, remove, write, clock } = await openPage({
      site: FAILABLE,
      files: { 'stories/ferry.en.md': '---\ntitle: Ferry\ndate: 2026-02-01\n---\nIt sails.\n' },
    })
    remove('stories/ferry.en.md')
    await app.newsroom.refresh()
    write(...BROKEN_DATA)
    clock.now += 10 * HOUR
    await app.newsroom.refresh().catch(() => undefined)
    const text = await page()
    expect(titleOf(text)).toMatch(/^\(4\) /)
    const health = partOf(text, 'health')
    expect(health).toMatch(
      /Problems: 4 The last refresh failed _data\/broken\.yml.* Last successful refresh: March 10, 2026 at 2:00\sPM/,
    )
    expect(health).toContain('Missing sources stories')
    expect(health).toMatch(/In quarantine: \d/)
    const sections = sectionsOf(text)
    expect(sections.slice(0, 5)).toEqual(['health', 'edition', 'missing', 'refreshes', 'quarantine'])
    const links = [...text.matchAll(/<a href="#(?!main)([^"]+)"/g)].map(([, id]) => id)
    expect(links).toEqual(['refreshes', 'edition', 'missing', 'quarantine'])
    expect(partOf(text, 'quarantine')).toContain('Fix these files')
  })

  test('draws charts with a text for each bar', async () => {
    const { ask, page, app, clock } = await openPage({ site: { timeZone: 'Asia/Kathmandu' } })
    const { headers } = await ask('/en/rss.xml')
    await ask('/en/rss.xml', { 'If-None-Match': String(headers.etag) })
    await ask('/nowhere')
    clock.now += 5 * HOUR
    await app.newsroom.refresh()
    const charts = /<section id="charts"[\s\S]*?<\/section>/.exec(await page())?.[0] ?? ''
    expect(partOf(charts, 'charts')).toContain('Answers by status since the start · Unchanged (304): 50% ')
    const texts = [...charts.matchAll(/role="img" aria-label="([^"]+)"/g)].map(([, text]) => text)
    const [clients, saved, duration, age, ...others] = texts
    // The first, the highest and the last of 90 days.
    expect(clients).toBe('December 11, 2025: 0; March 10, 2026: 1; March 10, 2026: 1')
    expect(saved).toMatch(/; March 10, 2026: [\d.]+ kB \(304: [\d.]+ kB · Deltas: 0 byte · Compression: 0 byte\)$/)
    expect(duration).toMatch(/^5 hours ago: \d+ \S+; 0 seconds ago: \d+ \S+$/)
    expect(age).toBe('0 seconds ago: 5 hours; 0 seconds ago: 0 ms')
    expect(others.at(-1)).toBe('200: 1; 304: 1; 404: 1')
    expect(charts).toContain('<rect x="1" y="0" width="8" height="100" class="bad">')
    expect(others.slice(0, -1).every((text) => text?.split('; ').length === 30)).toBe(true)
  })

  test('refuses an unknown action', async () => {
    const { send, formToken } = await openPage()
    expect((await send('/admin/', { action: 'burn', token: await formToken() })).status).toBe(400)
  })

  test('names every quarantined file, also unpublished ones', async () => {
    const secret = article({ published: '2027-01-01T00:00:00Z', variants: { en: {} } })
    const { page } = await openPage({ files: { 'articles/secret.json': secret } })
    const quarantine = partOf(await page(), 'quarantine')
    expect(quarantine).toContain('articles/broken.json')
    expect(quarantine).toContain('articles/secret.json')
    expect(quarantine).toContain('json_invalid')
  })

  test('shows which feeds are quiet for their own rhythm', async () => {
    const instantAt = (day: number, hour: number) => new Date(Date.UTC(2026, 2, day, hour)).toISOString()
    const filesOf = (name: string, tag: string, dates: string[]) =>
      Object.fromEntries(
        dates.map((published, index) => [
          `articles/${name}${index}.json`,
          article({ published, tags: [tag], section: tag, variants: { en: variant(`${name} ${index}`, 'en') } }),
        ]),
      )
    // One feed had an article every four hours and stopped three days ago, one has an article every other day, and one is dead.
    const hourly = filesOf(
      'hourly',
      'hourly',
      [0, 4, 8, 12, 16, 20, 24, 28].map((hour) => instantAt(6, hour)),
    )
    const slow = filesOf(
      'slow',
      'slow',
      [-5, -3, -1, 1, 3, 5, 7, 9].map((day) => instantAt(day, 6)),
    )
    const dead = filesOf(
      'dead',
      'dead',
      [1, 2, 3, 4, 5, 6, 7, 8].map((day) => instantAt(day - 700, 6)),
    )
    const { page } = await openPage({ files: { ...hourly, ...slow, ...dead } })
    const text = await page()
    const rows = text.match(/<tr>[\s\S]*?<\/tr>/g) ?? []
    const row = (folder: string) => rows.find((one) => one.includes(`href="${folder}"`)) ?? ''
    expect(row('/en/sections/hourly/')).toContain('Quiet')
    expect(row('/en/sections/hourly/')).toContain('4 hours')
    expect(row('/en/sections/slow/')).not.toContain('Quiet')
    expect(row('/en/sections/slow/')).toContain('2 days')
    expect(row('/en/')).not.toContain('Quiet')
    const ended = text.slice(text.indexOf('<details id="ended-en"'))
    expect(ended).toMatch(/^<details id="ended-en"><summary>No new article for over a year: 2<\/summary>/)
    expect(ended).toContain('href="/en/tags/dead/"')
    expect(row('/en/sections/dead/')).not.toContain('Quiet')
  })

  test('shows subscribers and clients per feed', async () => {
    const { ask, page } = await openPage()
    await ask('/uk/rss.xml', { 'User-Agent': 'Feedly/1.0 (+http://feedly.example; 1234 subscribers)' })
    await ask('/uk/rss.xml', { 'User-Agent': 'newsboat' })
    await ask('/uk/rss.xml', { 'User-Agent': 'somebody (99999 subscribers)' })
    const readers = partOf(await page(), 'readers')
    expect(readers).toContain('Total 3 1,234 1,000 /uk/ 3 1,234 1,000')
    expect(partOf(await page(), 'feeds')).toMatch(/(?:All articles|Усі статті) \/uk\/ \d+ \S.*? 3 1,234 /)
  })

  test('has a page per feed: what it has, its days, and the programs that ask for it', async () => {
    const { ask, get, page, clock, jar } = await openPage()
    const feedly = { 'User-Agent': 'Feedly/1.0 (+http://feedly.example; 1234 subscribers)' }
    const { headers } = await ask('/uk/tags/river/rss.xml', feedly)
    for (let hour = 1; hour < 10; hour++) {
      clock.now += HOUR
      await ask('/uk/tags/river/rss.xml', { ...feedly, 'If-None-Match': String(headers.etag) })
    }
    await ask('/uk/tags/river/atom.xml', { 'User-Agent': '<b>reader</b>' })
    expect(await page()).toContain('href="/admin/feeds/uk/tags/river/"')
    const { status, text, headers: fields } = await get('/admin/feeds/uk/tags/river/', EN)
    expect([status, fields['cache-control']]).toEqual([200, 'no-store'])
    const facts = partOf(text, 'feed')
    expect(facts).toContain(`ETag ${/\w+/.exec(String(headers.etag))?.[0]} Last-Modified ${headers['last-modified']}`)
    expect(facts).toMatch(/Articles \d+ Articles per day [\d.]+ Latest \S.* ago .*WebSub subscriptions 0/)
    expect(partOf(text, 'programs')).toMatch(/ Feedly 10 90% 54 minutes 1 1,234 No name 1 0% – 1 0 $/)
    expect(partOf(text, 'charts')).toContain(
      'Unique clients per day 2 March 10, 2026: 2 2 0 December 11, 2025 March 10, 2026',
    )
    // A feed that is composed on request has its readers, too.
    await ask('/en,uk/rss.xml', feedly)
    const combined = (await get('/admin/feeds/en,uk/', EN)).text
    expect([partOf(combined, 'feed').trim(), partOf(combined, 'programs')]).toEqual([
      'Feed WebSub subscriptions 0',
      expect.stringContaining('Feedly 1 0%'),
    ])
    expect((await get('/admin/feeds/uk/tags/nothing/', EN)).status).toBe(404)
    jar.cookie = ''
    const refused = await get('/admin/feeds/uk/', EN)
    expect([refused.status, refused.headers.location]).toEqual([303, '/admin/login'])
  })

  test('contains no secret', async () => {
    const { page } = await openPage({ site: { partners: { wire: { token: 'a-secret-of-the-wire-42' } } } })
    const text = await page()
    expect(text).not.toContain(TOKEN)
    expect(text).not.toContain('a-secret-of-the-wire-42')
  })

  test('shows the same in every process that shares the store, and after a restart', async () => {
    const { folder, app, clock } = await openPage()
    const config = configOf(folder, { POLYFEED_ADMIN_TOKEN: TOKEN, POLYFEED_ROLE: 'serve' })
    const other = await createApp(config, { intake, store: app.store, now: () => clock.now })
    await other.newsroom.follow()
    const { logIn, get, send, formToken } = await browse(other.handler)
    await logIn()
    const text = (await get('/admin/', EN)).text
    expect(partOf(text, 'refreshes')).toContain('Files changed')
    expect(partOf(text, 'edition')).toContain('serves; another process refreshes')
    const answer = await send('/admin/', { action: 'refresh', token: await formToken() })
    expect(answer.headers.location).toBe('/admin/?asked')
    expect((await get('/admin/?asked', EN)).text).toContain('Refresh requested from the process that refreshes.')
  })

  test('has what a process counted that has ended', async () => {
    const { folder, app, clock, page } = await openPage()
    const config = configOf(folder, { POLYFEED_ROLE: 'serve' })
    const store = { ...app.store, close: async () => undefined }
    const other = await createApp(config, { intake, store, now: () => clock.now })
    await other.start()
    await (await wire(other.handler))('/uk/rss.xml', { 'User-Agent': 'newsboat' })
    expect(partOf(await page(), 'readers')).toContain('No feed has been requested yet.')
    await other.close()
    expect(partOf(await page(), 'readers')).toContain('/uk/ 1 0 0')
  })
})
