import { expect, test } from 'vitest'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

test('a feedUrl in any script gives valid header fields', async () => {
  const { app } = await publishNewsroom({
    site: { feedUrl: 'https://вісник.укр/стрічки' },
    files: { 'articles/a.json': article() },
  })
  const ask = await wire(app.handler)
  const { status, headers, text } = await ask('/uk/rss.xml')
  expect(status).toBe(200)
  expect(headers.link).toContain('<https://xn--')
  expect(text).not.toContain('вісник.укр')
})

test('a deeply nested file does not stop others', async () => {
  const deep = '['.repeat(200_000)
  const { app } = await publishNewsroom({ files: { 'articles/deep.json': deep, 'articles/a.json': article() } })
  expect(app.newsroom.quarantine()).toMatchObject([{ file: 'articles/deep.json' }])
  expect(app.newsroom.current()?.edition.feeds.get('uk')?.items).toBe(1)
})

test('an article with the old and the new name of a moved tag has one category', async () => {
  const { app } = await publishNewsroom({
    site: { moved: { tags: { ussr: 'history' } } },
    files: { 'articles/a.json': article({ tags: ['ussr', 'history'] }) },
  })
  const ask = await wire(app.handler)
  const { text } = await ask('/uk/atom.xml')
  expect(text.match(/<category term="history"[^>]*>/g)).toEqual([
    '<category term="history" scheme="tag:herald.example,2020:tags" label="history"/>',
  ])
})

test('a correction in another language than the article is marked with its language', async () => {
  const { app } = await publishNewsroom({
    files: {
      'articles/a.json': article({ correction: { note: { UK: 'Міст відкриють 7-го' }, at: '2026-03-02T00:00Z' } }),
    },
  })
  const ask = await wire(app.handler)
  expect((await ask('/uk/atom.xml')).text).toContain('<p><strong>')
  expect((await ask('/en/atom.xml')).text).toContain('<p lang="uk" dir="ltr"><strong>')
})
