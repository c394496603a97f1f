import { fileURLToPath } from 'node:url'
import { golden } from '../support/golden.ts'
import { sample } from '../support/sample.ts'

// Documents of the sample newsroom on 2026-03-10 at noon.

const DOCUMENTS = [
  // The main language, a right-to-left language, and one with fallbacks to English.
  ...['uk', 'ar', 'pt-BR'].flatMap((language) =>
    ['rss.xml', 'atom.xml', 'feed.json'].map((file) => `/${language}/${file}`),
  ),
  '/en/tags/river/rss.xml',
  ...['/uk/corrections/rss.xml', '/en/corrections/atom.xml', '/ja/corrections/feed.json'],
  '/ja/sections/culture/atom.xml',
  '/ru/authors/iryna/feed.json',
  '/feeds.opml',
  '/uk/',
]

golden(fileURLToPath(new URL('documents', import.meta.url)), sample, DOCUMENTS)
