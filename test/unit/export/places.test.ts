import { expect, test } from 'vitest'
import { fileOf } from '../../../src/export/places.ts'

test.each([
  ['/feeds.opml', 'feeds.opml'],
  ['/uk/', 'uk/index.html'],
  ['/uk/tags/%D0%BC%D1%96%D1%81%D1%82/rss.xml', 'uk/tags/міст/rss.xml'],
  [`/uk/tags/${'a'.repeat(255)}/`, `uk/tags/${'a'.repeat(255)}/index.html`],
])('%s is the file %s', (path, file) => {
  expect(fileOf(path)).toBe(file)
})

test.each([
  '',
  'uk/rss.xml',
  '/../rss.xml',
  '/uk/%2e%2e/rss.xml',
  '/uk/%2E/rss.xml',
  '/uk/a%2Fb/rss.xml',
  '/uk/a%5Cb/rss.xml',
  '/uk/a%00/rss.xml',
  '/uk/a%0A/rss.xml',
  '/uk//rss.xml',
  '/.polyfeed/manifest.json',
  '/uk/%E0%A4%A/rss.xml',
  `/uk/${'a'.repeat(256)}/rss.xml`,
  `/uk/${encodeURIComponent('橋'.repeat(86))}/`,
])('%s has no file', (path) => {
  expect(fileOf(path)).toBeUndefined()
})
