import { expect, test } from 'vitest'
import { article, publishNewsroom } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

test('behind a proxy that adds a path, every link and redirect has it', async () => {
  const { app } = await publishNewsroom({
    site: { feedUrl: 'https://news.example/feeds' },
    files: { 'articles/a.json': article() },
  })
  const ask = await wire(app.handler)
  for (const path of ['/uk/', '/uk/tags/river/']) {
    const { text } = await ask(path)
    const own = [...text.matchAll(/ href="(\/[^"]*)"/g)].map(([, href]) => href)
    expect(own.length, path).toBeGreaterThan(3)
    expect(
      own.filter((href) => !href?.startsWith('/feeds/')),
      path,
    ).toEqual([])
  }
  expect((await ask('/')).headers.location).toBe('/feeds/uk/')
  expect((await ask('/UK/rss.xml')).headers.location).toBe('/feeds/uk/rss.xml')
  expect((await ask('/nope', { Accept: 'text/html' })).text).toContain('href="/feeds/uk/"')
})
