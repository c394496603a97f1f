import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { apiNewsroom, pushed, SECRETS, WAIT } from '../support/api.ts'
import { article, configOf, intake, program, variant } from '../support/newsroom.ts'
import { type Ask, clientOf, wire } from '../support/wire.ts'

const PATH = '/api/articles/bridge'

const titlesIn = async (ask: Ask, language = 'en'): Promise<string[]> =>
  JSON.parse((await ask(`/${language}/feed.json`)).text).items.map(({ title }: { title: string }) => title)

describe('an article', () => {
  test('is created, replaced, read and deleted', async () => {
    const { send, ask } = await apiNewsroom()
    const created = await send('PUT', PATH, pushed(), WAIT)
    expect([created.status, created.headers.location, created.headers['preference-applied']]).toEqual([
      ...[201, PATH, 'wait=10'],
    ])
    expect(created.json).toEqual({ id: 'bridge', revision: 2, sequence: 1, problems: [] })
    expect(await titlesIn(ask)).toEqual(['Bridge'])

    const replaced = await send('PUT', PATH, pushed({ variants: { en: variant('River', 'en') } }), WAIT)
    expect([replaced.status, replaced.headers.location]).toEqual([200, undefined])
    expect(await titlesIn(ask)).toEqual(['River'])

    const read = await send('GET', PATH)
    expect([read.status, read.json]).toEqual([
      200,
      { id: 'bridge', ...pushed({ variants: { en: variant('River', 'en') } }) },
    ])
    expect([read.headers.etag, read.headers['last-modified'], read.headers['cache-control']]).toEqual([
      ...[replaced.headers.etag, undefined, 'private, no-store'],
    ])
    const head = await send('HEAD', PATH)
    expect([head.status, head.headers['content-length'], head.text]).toEqual([
      ...[200, String(Buffer.byteLength(read.text)), ''],
    ])

    const deleted = await send('DELETE', PATH, undefined, WAIT)
    expect([deleted.status, deleted.text]).toEqual([204, ''])
    expect(await titlesIn(ask)).toEqual([])
    expect((await send('GET', PATH)).status).toBe(404)
    expect((await send('DELETE', PATH, undefined, WAIT)).status).toBe(204)
    expect((await send('DELETE', '/api/articles/never')).status).toBe(404)
    expect((await send('PUT', PATH, pushed(), WAIT)).status).toBe(201)
    expect(await titlesIn(ask)).toEqual(['Bridge'])
  })

  test('without Prefer: wait, the answer is 202 with the revision that will have it', async () => {
    const { send, app, ask } = await apiNewsroom()
    const { status, json, headers } = await send('PUT', PATH, pushed())
    expect([status, json, headers['preference-applied']]).toEqual([
      ...[202, { id: 'bridge', revision: 2, sequence: 1, problems: [] }, undefined],
    ])
    await app.newsroom.whenSettled()
    await app.newsroom.refresh(false, [])
    expect(app.newsroom.current()?.edition).toMatchObject({ revision: 2, records: 1 })
    expect(await titlesIn(ask)).toEqual(['Bridge'])
    expect((await send('PUT', PATH, pushed())).status).toBe(200)
  })

  test.each([
    ['wait=60', 'wait=30'],
    ['respond-async, wait=5', 'wait=5'],
    ['wait=0', 'wait=0'],
    ['return=minimal', undefined],
    ['await=5', undefined],
  ])('Prefer: %s', async (prefer, applied) => {
    const { send } = await apiNewsroom()
    expect((await send('PUT', PATH, pushed(), { Prefer: prefer })).headers['preference-applied']).toBe(applied)
  })

  test('a failed refresh leaves the article stored for the next one', async () => {
    const { send, ask, write, remove, app } = await apiNewsroom({
      site: { sources: [{ type: 'markdown', path: 'stories', dialect: 'jekyll', url: '/{lang}/{id}/' }] },
    })
    write('stories/_data/broken.yml', 'names: [\n')
    expect((await send('PUT', PATH, pushed(), WAIT)).status).toBe(202)
    expect((await send('GET', PATH)).status).toBe(200)
    remove('stories/_data/broken.yml')
    await app.newsroom.refresh()
    expect(await titlesIn(ask)).toEqual(['Bridge'])
  })

  test('has any id that intake accepts, percent-encoded', async () => {
    const { send, ask } = await apiNewsroom()
    for (const id of ['a/b', '2026/міст', 'x:y', 'a b', '..', 'batch', 'e\u0301t\u00e9']) {
      const address = `/api/articles/${encodeURIComponent(id).replaceAll('..', '%2E%2E')}`
      const { status, json } = await send('PUT', address, pushed({ variants: { en: variant(id, 'en') } }), WAIT)
      expect([status, json], id).toEqual([201, expect.objectContaining({ id: id.normalize('NFC') })])
      expect((await send('GET', address)).json, id).toMatchObject({ id: id.normalize('NFC') })
    }
    expect(await titlesIn(ask)).toHaveLength(7)
    const long = await send('PUT', `/api/articles/${'x'.repeat(201)}`, pushed())
    expect([long.status, long.json]).toEqual([
      422,
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/id', reason: 'too_large' })] }),
    ])
  })

  test('its id in the body is that of the address', async () => {
    const { send } = await apiNewsroom()
    expect((await send('PUT', PATH, pushed({ id: 'bridge' }))).status).toBe(202)
    for (const id of ['river', '', null, {}, ['bridge']]) {
      const { status, json } = await send('PUT', PATH, pushed({ id }))
      expect([status, json], String(id)).toMatchObject([422, { errors: [{ pointer: '/id', reason: 'id_mismatch' }] }])
    }
    expect((await send('PUT', '/api/articles/12', pushed({ id: 12 }))).status).toBe(202)
  })

  test('survives a restart, and files with other articles', async () => {
    const made = await apiNewsroom({ files: { 'articles/a.json': article() } })
    const environment = { POLYFEED_STORE: `sqlite:${path.join(made.folder, 'store.db')}` }
    const open = () => createApp(configOf(made.folder, environment), { now: () => made.clock.now, intake, program })
    const first = await open()
    await first.newsroom.refresh()
    const headers = { Authorization: `Bearer ${SECRETS.cms}`, 'Content-Type': 'application/json', ...WAIT }
    const ask = await wire(first.handler)
    expect((await ask(PATH, headers, 'PUT', JSON.stringify(pushed({ published: '2026-03-02' })))).status).toBe(201)
    await first.close()
    const second = await open()
    onTestFinished(() => second.close())
    await second.newsroom.refresh()
    expect(await titlesIn(await wire(second.handler))).toEqual(['Bridge', 'Bridge'])
  })
})

test('a process that only serves waits for the one that refreshes', async () => {
  const made = await apiNewsroom()
  const environment = { POLYFEED_STORE: `sqlite:${path.join(made.folder, 'store.db')}` }
  const start = async (role: string) => {
    const app = await createApp(configOf(made.folder, { ...environment, POLYFEED_ROLE: role }), { intake, program })
    onTestFinished(() => app.close())
    return clientOf((await app.start()).port)
  }
  await start('refresh')
  const ask = await start('serve')
  const headers = { Authorization: `Bearer ${SECRETS.cms}`, 'Content-Type': 'application/json', Prefer: 'wait=30' }
  expect((await ask(PATH, headers, 'PUT', JSON.stringify(pushed()))).status).toBe(201)
  expect(await titlesIn(ask)).toEqual(['Bridge'])
})

describe('faults', () => {
  test('every one has a JSON pointer, and nothing is stored', async () => {
    const { send, ask } = await apiNewsroom()
    const variants = {
      en: { title: '', url: '/x/' },
      fr: variant('Pont', 'fr'),
      uk: { ...variant('Міст', 'uk'), 'a/b~c': 1 },
    }
    const { status, headers, json } = await send('PUT', PATH, { published: 'soon', image: { width: -1 }, variants })
    expect([status, headers['content-type']]).toEqual([422, 'application/problem+json; charset=utf-8'])
    const { errors } = json as { errors: { pointer: string; reason: string; detail: string }[] }
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/published', '/variants/en/title', '/variants/fr'])
    for (const { reason, detail } of errors)
      expect([reason, detail]).toEqual([expect.stringMatching(/^\w+$/), expect.stringMatching(/\.$/)])
    expect((await send('GET', PATH)).status).toBe(404)
    expect(await titlesIn(ask)).toEqual([])
  })

  test('a warning is told, and the article is published without the part', async () => {
    const { send, ask } = await apiNewsroom()
    const uk = { ...variant('Міст', 'uk'), 'a/b~c': 1 }
    const { status, json } = await send('PUT', PATH, pushed({ variants: { uk } }), WAIT)
    expect([status, json]).toMatchObject([
      ...[201, { problems: [{ pointer: '/variants/uk/a~1b~0c', reason: 'key_unknown' }] }],
    ])
    expect(await titlesIn(ask, 'uk')).toEqual(['Міст'])
  })

  test.each([
    ['{"published":', 'json_invalid'],
    ['', 'json_invalid'],
    ['[]', 'value_invalid'],
    ['null', 'value_invalid'],
    [`{"variants":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'json_invalid'],
  ])('no article: case %#', async (body, reason) => {
    const { send } = await apiNewsroom()
    const { status, json } = await send('PUT', PATH, body)
    expect([status, json]).toMatchObject([422, { errors: [{ pointer: '', reason }] }])
  })

  test('hostile HTML is cleaned by intake', async () => {
    const { send, ask } = await apiNewsroom()
    const en = variant('Bridge', 'en', { content: '<p onclick="x()">Text<script>alert(1)</script></p>' })
    await send('PUT', PATH, pushed({ variants: { en } }), WAIT)
    expect(JSON.parse((await ask('/en/feed.json')).text).items[0].content_html).toBe('<p>Text</p>')
  })

  test('other media types and charsets are refused, bodies above 8 MB too', async () => {
    const { send } = await apiNewsroom()
    for (const type of ['text/plain', 'application/json; charset=latin1', 'application/x-ndjson', '']) {
      expect((await send('PUT', PATH, pushed(), { 'Content-Type': type })).status, type).toBe(415)
    }
    for (const type of ['application/vnd.api+json', 'application/json;charset="UTF-8"']) {
      expect((await send('PUT', PATH, pushed(), { 'Content-Type': type })).status, type).toBeLessThan(300)
    }
    expect((await send('PUT', PATH, pushed(), { 'Content-Encoding': 'compress' })).status).toBe(415)
    const { status, text } = await send('PUT', PATH, `{"x":"${'x'.repeat(8 * 1024 * 1024)}"}`, {
      'Accept-Language': 'en',
    })
    expect([status, text]).toEqual([413, expect.stringContaining('at most 8 MB')])
  })

  test('other methods are named', async () => {
    const { send } = await apiNewsroom()
    for (const method of ['POST', 'PATCH', 'OPTIONS']) {
      const { status, headers } = await send(method, PATH)
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD, PUT, DELETE'])
    }
    expect((await send('GET', '/api/articles:batch')).headers.allow).toBe('POST')
  })
})

describe('conditions', () => {
  test('If-Match changes only the version that the client knows', async () => {
    const { send } = await apiNewsroom()
    expect((await send('PUT', PATH, pushed(), { 'If-Match': '*' })).status).toBe(412)
    const etag = (await send('PUT', PATH, pushed())).headers.etag as string
    const other = pushed({ section: 'river' })
    expect((await send('PUT', PATH, other, { 'If-Match': '"other"' })).status).toBe(412)
    expect((await send('PUT', PATH, other, { 'If-Match': `"other", ${etag}` })).status).toBe(202)
    expect((await send('DELETE', PATH, undefined, { 'If-Match': etag })).status).toBe(412)
    expect((await send('GET', PATH)).json).toMatchObject({ section: 'river' })
  })

  test('If-None-Match: * only creates', async () => {
    const { send } = await apiNewsroom()
    const condition = { 'If-None-Match': '*' }
    expect((await send('PUT', PATH, pushed(), condition)).status).toBe(202)
    expect((await send('PUT', PATH, pushed(), condition)).status).toBe(412)
    await send('DELETE', PATH)
    expect((await send('PUT', PATH, pushed(), condition)).status).toBe(202)
  })
})

describe('a variant', () => {
  test('is written and deleted alone', async () => {
    const { send, ask } = await apiNewsroom()
    expect((await send('PUT', `${PATH}/uk`, variant('Міст', 'uk'))).status).toBe(404)
    await send('PUT', PATH, pushed({ variants: { en_US: undefined, en: variant('Bridge', 'en') } }))
    const created = await send('PUT', `${PATH}/uk`, variant('Міст', 'uk'), WAIT)
    expect([created.status, created.headers.location]).toEqual([201, `${PATH}/uk`])
    expect((await send('PUT', `${PATH}/UK`, variant('Ріка', 'uk'), WAIT)).status).toBe(200)
    expect([await titlesIn(ask), await titlesIn(ask, 'uk')]).toEqual([['Bridge'], ['Ріка']])
    const read = await send('GET', `${PATH}/uk`)
    expect(read.json).toEqual(variant('Ріка', 'uk'))
    expect((await send('GET', `${PATH}/ru`)).status).toBe(404)
    const stale = await send('DELETE', `${PATH}/uk`, undefined, { 'If-Match': created.headers.etag as string })
    expect(stale.status).toBe(412)
    const fields = { 'If-Match': read.headers.etag as string, ...WAIT }
    expect((await send('DELETE', `${PATH}/uk`, undefined, fields)).status).toBe(204)
    expect((await send('DELETE', `${PATH}/uk`)).status).toBe(404)
    expect([await titlesIn(ask), await titlesIn(ask, 'uk')]).toEqual([['Bridge'], []])
    const last = await send('DELETE', `${PATH}/en`)
    expect([last.status, last.json]).toMatchObject([422, { errors: [{ pointer: '/variants' }] }])
  })

  test('faults have pointers into the article', async () => {
    const { send } = await apiNewsroom()
    await send('PUT', PATH, pushed())
    const { status, json } = await send('PUT', `${PATH}/fr`, variant('Pont', 'fr'))
    expect([status, json]).toMatchObject([422, { errors: [{ pointer: '/variants/fr', reason: 'language_unlisted' }] }])
  })

  test('requests at the same time lose no variant', async () => {
    const { send, ask } = await apiNewsroom()
    await send('PUT', PATH, pushed())
    const languages = ['uk', 'ru', 'en'] as const
    const answers = await Promise.all(
      languages.map((language) => send('PUT', `${PATH}/${language}`, variant(language, language), WAIT)),
    )
    expect(answers.map(({ status }) => status < 300)).toEqual([true, true, true])
    for (const language of languages) expect(await titlesIn(ask, language)).toEqual([language])
  })
})

test('an article that is pushed after records were dropped is published', async () => {
  const source = { type: 'ndjson', name: 'wire', path: 'wire.ndjson', key: 'id' }
  const line = (id: string) => `${JSON.stringify({ id, ...pushed({ variants: { en: variant(id, 'en') } }) })}\n`
  const { app, clock, write, send, ask } = await apiNewsroom({
    site: { sources: [{ type: 'json', path: 'articles' }, source] },
    files: { 'wire.ndjson': line('first') },
  })
  await app.fetch()
  await app.newsroom.refresh()
  clock.now += 60_000
  write('wire.ndjson', `${line('first')}${line('second')}`)
  await app.fetch()
  await app.newsroom.refresh()
  clock.now += 60_000
  write('wire.ndjson', line('first'))
  await app.fetch()
  expect((await send('PUT', '/api/articles/bridge', pushed(), WAIT)).status).toBe(201)
  expect((await ask('/en/rss.xml')).text).toContain('Bridge')
  expect((await ask('/en/rss.xml')).text).not.toContain('second')
})

test('an article that another source has is refused, also in a batch; a further language is not', async () => {
  const { send, ask, app, clock, write } = await apiNewsroom({ files: { 'articles/bridge.json': article() } })
  const { status, json } = await send('PUT', PATH, pushed())
  expect([status, json]).toMatchObject([422, { errors: [{ pointer: '/variants/en', reason: 'duplicate' }] }])
  const line = JSON.stringify({ id: 'bridge', ...pushed() })
  expect((await send('POST', '/api/articles:batch', line)).text).toMatch(/"status":422.*"duplicate"/)
  expect((await send('PUT', PATH, pushed({ variants: { ru: variant('Мост', 'ru') } }), WAIT)).status).toBe(201)
  expect(await titlesIn(ask, 'ru')).toEqual(['Мост'])
  clock.now += 60_000
  write('articles/bridge.json', article({ variants: { ru: variant('Мост', 'ru'), en: variant('Bridge', 'en') } }))
  await app.newsroom.refresh()
  // A file that came later is the problem of its owner.
  const changed = pushed({ variants: { ru: variant('Новый мост', 'ru') } })
  expect((await send('PUT', PATH, changed, WAIT)).status).toBe(200)
  expect((await send('DELETE', PATH, undefined, WAIT)).status).toBe(204)
})

test('a process of an older version asks one of the newer version to publish', async () => {
  const made = await apiNewsroom()
  const environment = { POLYFEED_STORE: `sqlite:${path.join(made.folder, 'store.db')}` }
  const start = async (version: string) => {
    const app = await createApp(configOf(made.folder, environment), { intake, program: version })
    onTestFinished(() => app.close())
    return { app, ask: clientOf((await app.start()).port) }
  }
  const older = await start('older')
  const newer = await start('newer')
  await expect.poll(() => older.app.newsroom.outdated()).toBe('program')
  const headers = { Authorization: `Bearer ${SECRETS.cms}`, 'Content-Type': 'application/json' }
  expect((await older.ask(PATH, headers, 'PUT', JSON.stringify(pushed()))).status).toBe(202)
  await expect.poll(() => titlesIn(newer.ask), { timeout: 5000 }).toEqual(['Bridge'])
})
