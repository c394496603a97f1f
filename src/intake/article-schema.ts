import { z } from 'zod'
import { variantSchema } from './variant-schema.ts'
import {
  attachment,
  type author,
  authors,
  correction,
  date,
  described,
  id,
  image,
  nonEmpty,
  nullableText,
  optionalText,
} from './written-values.ts'

/** One article as written in a JSON file. */
export const articleSchema = z.strictObject({
  $schema: described(
    optionalText,
    'The JSON Schema by which an editor completes and checks the keys of this file.',
    '../article.schema.json',
    'none',
  ),
  id: described(
    id.optional(),
    'The id of the article. Never change it: feed readers would show the article again.',
    'river-bridge',
    "the file's name without its extension",
  ),
  published: described(
    date,
    'When the article appears. RFC 3339; a date without an offset is read in the time zone of the site. Until a date in the future the article is under embargo.',
    '2026-02-21T08:35:00+02:00',
  ),
  updated: described(
    date.nullish(),
    'When the article last changed in a way that matters to readers. It moves the article to the front of those that changed last. A date in the future has no effect before it comes.',
    '2026-02-22T10:00:00+02:00',
    '`published`',
  ),
  expires: described(
    date.nullish(),
    'When the article leaves all feeds, without a report of a withdrawal.',
    '2026-03-01T00:00:00+02:00',
    'never',
  ),
  status: described(
    z.enum(['draft', 'published', 'withdrawn'], 'is not one of draft, published, withdrawn').default('published'),
    'A `draft` is in no feed. A `withdrawn` article leaves all feeds, and the feeds report the withdrawal.',
    'withdrawn',
  ),
  section: described(nullableText, 'The section of the newsroom.', 'city', 'none'),
  tags: described(z.array(optionalText).default([]), 'Tags. Each tag has feeds of its own.', ['river', 'transport']),
  authors: described(authors.default([]), 'Authors: keys of `authors` in site.yaml, or names.', [
    'jo',
    { name: 'Kim Roe', url: '/authors/kim/' },
  ]),
  image: described(
    image.nullish(),
    'The lead picture.',
    { url: '/media/river.jpg', width: 1200, height: 800, credit: 'Jo Doe' },
    'none',
  ),
  attachments: described(z.array(attachment.optional()).default([]), 'Recordings, videos and other files.', [
    { url: '/media/bells.mp3', type: 'audio/mpeg', length: 1234567, duration: 95 },
  ]),
  source: described(
    z
      .strictObject({
        title: described(nonEmpty, 'The name of the publication.', 'The Example Times'),
        url: described(nonEmpty, 'The address of the publication.', 'https://times.example/'),
      })
      .nullish(),
    'The publication that the article was taken from.',
    { title: 'The Example Times', url: 'https://times.example/' },
    'none',
  ),
  correction: described(
    correction.nullish(),
    'A correction. The note stands before the text, and `updated` is at least `at`.',
    { note: 'The bridge has three lanes, not two.', at: '2026-02-22T10:00:00+02:00' },
    'none',
  ),
  variants: described(z.record(z.string(), z.unknown()), "The article's languages: a variant per language tag.", {
    en: { title: 'The bridge is open', content: '<p>…</p>', url: '/en/news/bridge/' },
  }),
})

/** The whole article, for the JSON Schema. */
export const writtenArticleSchema = articleSchema.extend({
  variants: z.record(z.string(), variantSchema).meta(articleSchema.shape.variants.meta() ?? {}),
})

export type WrittenArticle = z.output<typeof articleSchema>
export type WrittenVariant = z.output<typeof variantSchema>
export type WrittenMedia = z.output<typeof attachment>
export type WrittenCorrection = z.output<typeof correction>
export type WrittenAuthor = z.output<typeof author>
