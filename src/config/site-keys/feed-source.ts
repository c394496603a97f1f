import { z } from 'zod'
import { fetchedKeys } from './fetched-source.ts'
import { absoluteUrl, language, text } from './values.ts'

const by = <T extends string>(name: T, description: string) =>
  z.literal(name).meta({ description: `Translations are joined by ${description}.`, examples: [name] })

const match = z
  .discriminatedUnion('by', [
    z.strictObject({ by: by('hreflang', 'links with `hreflang`') }),
    z.strictObject({
      by: by('guid', 'a part of the guid'),
      pattern: text.refine(hasOneGroup, 'is not a regular expression with one group').meta({
        description: 'A regular expression with one group, which matches the same in all translations.',
        examples: ['[?&]p=(\\d+)'],
      }),
    }),
    z.strictObject({
      by: by('category', 'a category'),
      prefix: text.meta({
        description: 'How a category begins that only translations share. It does not become a tag.',
        examples: ['id:'],
      }),
    }),
    z.strictObject({
      by: by('file', 'a list'),
      file: text.meta({
        description:
          'A CSV or JSON file beside site.yaml with a line (a list) per article: the guids or addresses of its translations.',
        examples: ['translations.csv'],
      }),
    }),
  ])
  .default({ by: 'hreflang' })
  .meta({
    description: 'How entries of several feeds are recognised as translations of each other.',
    examples: [{ by: 'guid', pattern: '[?&]p=(\\d+)' }],
  })

function hasOneGroup(pattern: string): boolean {
  try {
    return new RegExp(`${pattern}|`).exec('')?.length === 2
  } catch {
    return false
  }
}

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
