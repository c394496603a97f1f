import { expect, test } from 'vitest'
import { article, newsroom, publishNewsroom } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

const HTML = { Accept: 'text/html' }

test('the 503 page loads itself again after the time of Retry-After', async () => {
  const ask = await wire((await newsroom()).app.handler)
  const { status, headers, text } = await ask('/uk/', HTML)
  expect([status, headers['retry-after']]).toEqual([503, '5'])
  expect(text).toContain('<meta http-equiv="refresh" content="5">')
  expect((await ask('/uk/', {})).text).not.toContain('refresh')
})

test.each([
  ['uk', 60, 'Спробуйте ще раз через 1 хвилину.'],
  ['uk', 100, 'Спробуйте ще раз через 2 хвилини.'],
  ['ru', 300, 'Попробуйте ещё раз через 5 минут.'],
  ['pl', 180, 'Spróbuj ponownie za 3 minuty.'],
  ['ar', 300, 'يُرجى المحاولة مجددًا بعد 5 دقائق.'],
  ['he', 90, 'נסו שוב בעוד 2 דקות.'],
  ['en', 86_400, 'Please try again in 1,440 minutes.'],
  ['ja', 600, '10分後にもう一度お試しください。'],
])('the 429 page says the minutes in %s: %i s', async (language, seconds, expected) => {
  const limits = { downloads: 1, seconds, exempt: [] }
  const { app } = await publishNewsroom({
    site: { languages: [language], title: 'Herald', limits, fallback: {} },
    files: { 'articles/a.json': article({ variants: { [language]: { title: 'A', content: 'A', url: '/a/' } } }) },
  })
  const ask = await wire(app.handler)
  await ask(`/${language}/rss.xml`)
  const { status, headers, text } = await ask(`/${language}/rss.xml`, HTML)
  expect([status, headers['retry-after']]).toEqual([429, String(seconds)])
  expect(text).toContain(expected)
})
