import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { bodyOf, sample } from '../support/sample.ts'

// Whole documents of the sample newsroom on 2026-03-10 at noon. A change of any byte of them is to be looked at, and
// then taken over by `UPDATE_GOLDEN=1 npx vitest run test/golden`.

const FOLDER = fileURLToPath(new URL('documents', import.meta.url))
const UPDATE = process.env.UPDATE_GOLDEN === '1'

const DOCUMENTS = [
  // The language of the newsroom, one from right to left, one in which English articles stand in.
  ...['uk', 'ar', 'pt-BR'].flatMap((language) =>
    ['rss.xml', 'atom.xml', 'feed.json'].map((file) => `/${language}/${file}`),
  ),
  '/en/tags/river/rss.xml',
  '/ja/sections/culture/atom.xml',
  '/ru/authors/iryna/feed.json',
  '/feeds.opml',
  '/uk/',
]

function fileOf(document: string): string {
  const name = document.endsWith('/') ? `${document}index.html` : document
  return path.join(FOLDER, name.slice(1).replaceAll('/', '.'))
}

let app: App
beforeAll(async () => {
  app = await sample()
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
