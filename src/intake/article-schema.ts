import { z } from 'zod'
import { variant } from './variant-schema.ts'
import { attachment, author, correction, date, image, nonEmpty } from './written-values.ts'

/**
 * One article as written in a JSON file. Each key has a description, an example and a default (`default`, or
 * `defaultText` if the default is not a fixed value) for `article.schema.json` and the reference. Entries of lists are
 * optional, because `parseWritten` replaces those that do not match by `undefined`.
 */
export const articleSchema = z.strictObject({
  $schema: z
    .string()
    .optional()
    .meta({
      description: 'The JSON Schema by which an editor completes and checks the keys of this file.',
      examples: ['../article.schema.json'],
      defaultText: 'none',
    }),
  id: z
    .union([nonEmpty, z.int().transform(String)])
    .optional()
    .meta({
      description: 'The id of the article. Never change it: feed readers would show the article again.',
      examples: ['river-bridge'],
      defaultText: "the file's name without its extension",
    }),
  published: date.meta({
    description:
      'When the article appears. RFC 3339; a date without an offset is read in the time zone of the site. Until a date in the future the article is under embargo.',
    examples: ['2026-02-21T08:35:00+02:00'],
  }),
  updated: date.nullish().meta({
    description:
      'When the article last changed in a way that matters to readers. It moves the article to the front of those that changed last. A date in the future has no effect before it comes.',
    examples: ['2026-02-22T10:00:00+02:00'],
    defaultText: '`published`',
  }),
  expires: date.nullish().meta({
    description: 'When the article leaves all feeds, without a report of a withdrawal.',
    examples: ['2026-03-01T00:00:00+02:00'],
    defaultText: 'never',
  }),
  status: z
    .enum(['draft', 'published', 'withdrawn'], 'is not one of draft, published, withdrawn')
    .default('published')
    .meta({
      description:
        'A `draft` is in no feed. A `withdrawn` article leaves all feeds, and the feeds report the withdrawal.',
      examples: ['withdrawn'],
    }),
  section: z
    .string()
    .nullish()
    .meta({ description: 'The section of the newsroom.', examples: ['city'], defaultText: 'none' }),
  tags: z
    .array(z.string().optional())
    .default([])
    .meta({ description: 'Tags. Each tag has feeds of its own.', examples: [['river', 'transport']] }),
  authors: z
    .array(author.optional())
    .default([])
    .meta({
      description: 'Authors: keys of `authors` in site.yaml, or names.',
      examples: [['jo', { name: 'Kim Roe', url: '/authors/kim/' }]],
    }),
  image: image.nullish().meta({
    description: 'The lead picture.',
    examples: [{ url: '/media/river.jpg', width: 1200, height: 800, credit: 'Jo Doe' }],
    defaultText: 'none',
  }),
  attachments: z
    .array(attachment.optional())
    .default([])
    .meta({
      description: 'Recordings, videos and other files.',
      examples: [[{ url: '/media/bells.mp3', type: 'audio/mpeg', length: 1234567, duration: 95 }]],
    }),
  source: z
    .strictObject({
      title: nonEmpty.meta({ description: 'The name of the publication.', examples: ['The Example Times'] }),
      url: nonEmpty.meta({ description: 'The address of the publication.', examples: ['https://times.example/'] }),
    })
    .nullish()
    .meta({
      description: 'The publication that the article was taken from.',
      examples: [{ title: 'The Example Times', url: 'https://times.example/' }],
      defaultText: 'none',
    }),
  correction: correction.nullish().meta({
    description: 'A correction. The note stands before the text, and `updated` is at least `at`.',
    examples: [{ note: 'The bridge has three lanes, not two.', at: '2026-02-22T10:00:00+02:00' }],
    defaultText: 'none',
  }),
  variants: z.record(z.string(), z.unknown()).meta({
    description: "The article's languages: a variant per language tag.",
    examples: [{ en: { title: 'The bridge is open', content: '<p>…</p>', url: '/en/news/bridge/' } }],
  }),
})

/** Applied to each variant separately, so that one bad variant does not stop the others. */
export const variantSchema = variant

/** The whole article, for the JSON Schema. */
export const writtenArticleSchema = articleSchema.extend({
  variants: z.record(z.string(), variantSchema).meta(articleSchema.shape.variants.meta() ?? {}),
})

export type WrittenArticle = z.output<typeof articleSchema>
export type WrittenVariant = z.output<typeof variantSchema>
export type WrittenMedia = z.output<typeof attachment>
export type WrittenCorrection = z.output<typeof correction>
export type WrittenAuthor = z.output<typeof author>
