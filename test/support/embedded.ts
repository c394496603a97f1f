import { article, variant } from './newsroom.ts'
import { type Served, serveNewsroom } from './parsed-feed.ts'

const day = (date: number) => `2026-03-${String(date).padStart(2, '0')}T08:00:00Z`
const image = { url: '/media/dot.svg', alt: 'A dot', credit: 'Jo Doe' }
/** Articles alternate between uk and en; only the first has both. The last one is the newest. */
const ARTICLES = Object.fromEntries(
  Array.from({ length: 9 }, (_, index) => [
    `articles/n${index + 1}.json`,
    article({
      ...{ published: day(index + 1), image, authors: [{ name: 'Jo Doe' }] },
      section: index < 4 ? 'city' : 'country',
      tags: ['all', index % 3 === 0 ? 'river' : 'trams'],
      variants: {
        ...(index === 0 || index % 2 === 1 ? { uk: variant(`Стаття ${index + 1}`, 'uk') } : {}),
        ...(index === 0 || index % 2 === 0 ? { en: variant(`Article ${index + 1}`, 'en') } : {}),
      },
    }),
  ]),
)
const SITE = {
  ...{ retired: { tags: ['olympics'] }, moved: { tags: { stream: 'river' } }, headlines: { top: ['n2', 'n6', 'n1'] } },
  partners: {
    wire: { tags: ['river'], items: 2, utm: { source: 'wire', medium: 'embed' } },
    secret: { token: 'a-secret-of-the-wire-42', utm: { source: 'secret' } },
    english: { languages: ['en'] },
  },
}

/** A newsroom with every kind of embed, and with partners. */
export const embedded = (site: Record<string, unknown> = {}): Promise<Served> =>
  serveNewsroom({ site: { ...SITE, ...site }, files: { ...ARTICLES, 'media/dot.svg': '<svg/>' } })
