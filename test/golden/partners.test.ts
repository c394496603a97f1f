import { fileURLToPath } from 'node:url'
import { PROFILES } from '../../src/domain/site.ts'
import { golden } from '../support/golden.ts'
import { sample } from '../support/sample.ts'

// The feeds of each profile, from the sample newsroom on 2026-03-10 at noon.

const LANGUAGES: Readonly<Record<string, string>> = { smartnews: 'ja', 'apple-news': 'pt-BR' }

const DOCUMENTS = [
  ...PROFILES.map((profile) => `/partners/${profile}/${LANGUAGES[profile] ?? 'en'}/rss.xml`),
  '/partners/smartnews/ja/atom.xml',
  // A partner of the newsroom's own, with extensions.
  '/partners/wire/uk/rss.xml',
  '/partners/wire/uk/feed.json',
  '/partners/google-news/en/news-sitemap.xml',
]

golden(fileURLToPath(new URL('partners', import.meta.url)), sample, DOCUMENTS)
