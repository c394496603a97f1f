import { pino } from 'pino'
import { expect, test } from 'vitest'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { TOKEN, wire } from '../support/wire.ts'

const WIDGET = '<p>Text.</p><button>Share</button><iframe src="https://maps.example/"></iframe>'
const withWidget = (id: string, over: object = {}) =>
  article({ id, variants: { en: variant(id, 'en', { content: WIDGET }) }, ...over })

test('removed markup is reported once a kind in the log, in /readyz and on the page of the operator', async () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) })
  const { app, write } = await publishNewsroom({
    files: {
      ...Object.fromEntries(['a', 'b', 'c'].map((id) => [`articles/${id}.json`, withWidget(id)])),
      'articles/a-secret.json': withWidget('secret', { published: '2027-01-01' }),
    },
    environment: { POLYFEED_ADMIN_TOKEN: TOKEN },
    overrides: { log },
  })
  const ask = await wire(app.handler)

  const { items } = JSON.parse((await ask('/en/feed.json')).text)
  expect(items).toHaveLength(3)
  expect(items[0].content_html).toBe('<p>Text.</p><p><a href="https://maps.example/">maps.example</a></p>')

  const kinds = ['The element "button" was removed.', 'A frame of maps.example became a link.']
  const problems = kinds.map((message) => ({
    ...{ file: 'articles/a.json', reason: 'markup_removed', severity: 'warning', message, moreFiles: 2 },
  }))
  const ready = JSON.parse((await ask('/readyz')).text)
  expect(ready).toMatchObject({ quarantine: problems, lastRefresh: { quarantined: 0 } })
  expect(ready.quarantine[0].place).toBe('line 1, variants.en.content, "Share"')

  const logged = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40)
  expect(logged).toMatchObject([
    ...problems.map((problem) => ({ ...problem, msg: 'published with a warning' })),
    ...kinds.map(() => ({
      reason: 'markup_removed',
      msg: expect.stringMatching(/^a warning about an unpublished file/),
    })),
  ])
  expect(lines.join('')).not.toContain('secret')

  lines.length = 0
  write('articles/d.json', withWidget('d'))
  await app.newsroom.refresh()
  expect(lines.filter((line) => line.includes('markup_removed'))).toHaveLength(2)

  const { headers } = await ask(
    '/admin/login',
    { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
    'POST',
    `token=${TOKEN}`,
  )
  const Cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  const { text } = await ask('/admin/', { Cookie, 'Accept-Language': 'en' })
  const [rows = ''] = /<section id="quarantine"[\s\S]*?<\/section>/.exec(text) ?? []
  expect(rows.match(/<code>articles\/a-secret\.json<\/code><\/a> \+4/g)).toHaveLength(2)
})
