import { fileURLToPath } from 'node:url'
import { editedSample } from '../support/edited-sample.ts'
import { golden } from '../support/golden.ts'
import { inFormats } from '../support/told.ts'

// What editors do to articles, as whole documents: the sample newsroom after an hour's work.

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

golden(fileURLToPath(new URL('changes', import.meta.url)), editedSample, DOCUMENTS)
