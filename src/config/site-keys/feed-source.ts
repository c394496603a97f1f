import { z } from 'zod'
import { fetchedKeys } from './fetched-source.ts'
import { absoluteUrl, language, text } from './values.ts'

const match = z
  .strictObject({
    by: z.enum(['hreflang', 'guid', 'category', 'file'], 'is not one of hreflang, guid, category, file').meta({
      description:
        '`hreflang`: links of entries to their translations. `guid`: a part of the guid. `category`: a category. `file`: a list.',
      examples: ['guid'],
    }),
    pattern: text.optional().meta({
      description: 'For `guid`: a regular expression with one group, which translations share.',
      examples: ['[?&]p=(\\d+)'],
      defaultText: 'none',
    }),
    prefix: text.optional().meta({
      description: 'For `category`: how a category begins that only translations share. It does not become a tag.',
      examples: ['id:'],
      defaultText: 'none',
    }),
    file: text.optional().meta({
      description:
        'For `file`: a CSV or JSON file beside site.yaml with a line (a list) per article: the guids or addresses of its translations.',
      examples: ['translations.csv'],
      defaultText: 'none',
    }),
  })
  .default({ by: 'hreflang' })
  .meta({
    description: 'How entries of several feeds are recognised as translations of each other.',
    examples: [{ by: 'guid', pattern: '[?&]p=(\\d+)' }],
  })

export const feed = z.strictObject({
  type: z.literal('feed').meta({ description: 'RSS, Atom or JSON Feed, one per language.', examples: ['feed'] }),
  url: z.union([absoluteUrl, z.record(z.string(), absoluteUrl)]).meta({
    description: 'The address of the feed, or one per language.',
    examples: [{ en: 'https://old.example/feed/', uk: 'https://old.example/uk/feed/' }],
  }),
  language: language.optional().meta({
    description: 'The language of the only feed.',
    examples: ['en'],
    defaultText: 'the language that the feed says',
  }),
  history: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Whether the first fetch also reads older documents: those that the feed names (RFC 5005, `next_url`), and `?paged=2` … of WordPress.',
      examples: [true],
    }),
  match,
  ...fetchedKeys,
})
