import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { editedSample } from '../support/edited-sample.ts'
import { bodyOf } from '../support/sample.ts'
import { inFormats } from '../support/told.ts'

// What editors do to articles, as whole documents: the sample newsroom after an hour's work. A change of any byte is to
// be looked at, and then taken over by `UPDATE_GOLDEN=1 npx vitest run test/golden`.

const FOLDER = fileURLToPath(new URL('changes', import.meta.url))
const UPDATE = process.env.UPDATE_GOLDEN === '1'

const DOCUMENTS = [
  // Corrected, in a language from right to left, in one without a note of its own, and as a summary.
  ...[
    '/en/sections/city/rss.xml',
    '/ar/sections/city/atom.xml',
    '/ru/authors/iryna/rss.xml',
    '/uk/tags/river/feed.json',
  ],
  // Withdrawn, and lost in one language.
  ...['/en/sections/economy/atom.xml', '/uk/tags/bakeries/feed.json', '/ar/tags/weather/atom.xml'],
  // Ranked.
  ...['/uk/headlines/top/rss.xml', '/en/headlines/top/atom.xml', '/ar/headlines/top/feed.json', '/uk/headlines/top/'],
  // By tags put together.
  ...[
    '/uk/tags/river+transport/rss.xml',
    '/pt-BR/tags/river+!transport/atom.xml',
    '/ja/tags/museums,schools/feed.json',
  ],
  // For readers of several languages.
  ...['/ar,en/sections/culture/rss.xml', '/ja,uk/sections/science/atom.xml', '/pt-BR,ja/tags/schools/feed.json'],
  // A month of the past.
  ...inFormats('/uk/archive/2026-01/'),
  ...['/uk/archive/2026-01/', '/ru/tags/schools/archive/2026-02/atom.xml'],
  // For partners.
  ...['/partners/wire/uk/rss.xml', '/partners/flipboard/en/rss.xml', '/partners/smartnews/ja/rss.xml'],
  ...['/partners/msn/ar/atom.xml', '/partners/apple-news/pt-BR/feed.json'],
  ...['/uk/news-sitemap.xml', '/partners/google-news/ru/news-sitemap.xml'],
]

/** Not as they are called: no formatter is to look at them. */
function fileOf(document: string): string {
  const name = document.endsWith('/') ? `${document}index.html` : document
  return path.join(FOLDER, `${name.slice(1).replaceAll('/', '.')}.golden`)
}

let app: App
beforeAll(async () => {
  app = await editedSample()
  if (UPDATE) {
    rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER)
  }
})
afterAll(() => app.close())

test.each(DOCUMENTS)('%s is what it was, byte for byte', async (document) => {
  const body = await bodyOf(app, document)
  if (UPDATE) writeFileSync(fileOf(document), body)
  expect(body).toBe(readFileSync(fileOf(document), 'utf8'))
})

test('nothing is kept that no test looks at', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(DOCUMENTS.map((document) => path.basename(fileOf(document))).sort())
})
