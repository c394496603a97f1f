import { fileURLToPath } from 'node:url'
import { editedSample } from '../support/edited-sample.ts'
import { golden } from '../support/golden.ts'
import { inFormats } from '../support/parsed-feed.ts'

// Documents of the sample newsroom after an hour of edits.

const DOCUMENTS = [
  // Corrections: in a right-to-left language, without a note in the language, and as a summary.
  ...[
    '/en/sections/city/rss.xml',
    '/ar/sections/city/atom.xml',
    '/ru/authors/iryna/rss.xml',
    '/uk/tags/river/feed.json',
  ],
  // Withdrawals, also of one language only.
  ...['/en/sections/economy/atom.xml', '/uk/tags/bakeries/feed.json', '/ar/tags/weather/atom.xml'],
  // Headlines.
  ...['/uk/headlines/top/rss.xml', '/en/headlines/top/atom.xml', '/ar/headlines/top/feed.json', '/uk/headlines/top/'],
  // Combinations of tags.
  ...[
    '/uk/tags/river+transport/rss.xml',
    '/pt-BR/tags/river+!transport/atom.xml',
    '/ja/tags/museums,schools/feed.json',
  ],
  // Several languages.
  ...['/ar,en/sections/culture/rss.xml', '/ja,uk/sections/science/atom.xml', '/pt-BR,ja/tags/schools/feed.json'],
  // Archives.
  ...inFormats('/uk/archive/2026-01/'),
  ...['/uk/archive/2026-01/', '/ru/tags/schools/archive/2026-02/atom.xml'],
  // Partners.
  ...['/partners/wire/uk/rss.xml', '/partners/flipboard/en/rss.xml', '/partners/smartnews/ja/rss.xml'],
  ...['/partners/msn/ar/atom.xml', '/partners/apple-news/pt-BR/feed.json'],
  ...inFormats('/partners/river-talks/uk/'),
  '/partners/river-talks/en/rss.xml',
  ...['/uk/news-sitemap.xml', '/partners/google-news/ru/news-sitemap.xml'],
]

golden(fileURLToPath(new URL('changes', import.meta.url)), editedSample, DOCUMENTS)
