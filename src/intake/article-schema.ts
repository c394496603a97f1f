import { z } from 'zod'
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
  tag,
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
  headline: described(
    nullableText,
    'A block of `headlines` in site.yaml that the article is in, after those that site.yaml lists. The newest is first.',
    'top',
    'none',
  ),
  section: described(nullableText, 'The section of the newsroom.', 'city', 'none'),
  tags: described(
    z.array(tag.optional()).default([]),
    'Tags. Each tag has feeds of its own. `{term, name}` is the tag `term`, by the name of this language.',
    ['river', 'transport'],
  ),
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
  extra: described(
    z.record(z.string(), z.unknown()).nullish(),
    'Values of your own, of any form: texts, numbers, truth values, lists, mappings. `extensions` in site.yaml shows them in feeds.',
    { nbId: 4711, stocks: [{ symbol: 'ABC', exchange: 'XNYS' }] },
    'none',
  ),
  variants: described(z.record(z.string(), z.unknown()), "The article's languages: a variant per language tag.", {
    en: { title: 'The bridge is open', content: '<p>…</p>', url: '/en/news/bridge/' },
  }),
})

/** One language of an article, as written. Applied to each variant separately: a bad variant does not stop the others. */
export const variantSchema = z.strictObject({
  title: described(nonEmpty, 'The title, of 500 characters at most.', 'The bridge is open'),
  summary: described(
    nullableText,
    'The summary, as plain text. HTML is converted.',
    'Trams cross the river again since Saturday morning.',
    'the prose before `<!--more-->`, or the beginning of the prose',
  ),
  content: described(
    optionalText,
    'The text as HTML. Scripts, styles and form fields are removed; unknown frames become links.',
    '<p>The first tram crossed at six.</p>',
    '`markdown`',
  ),
  markdown: described(
    optionalText,
    'The text as Markdown with HTML, in place of `content`: CommonMark with tables, footnotes, definition lists and tasks.',
    'The first tram crossed at **six**.',
    'no text',
  ),
  url: described(
    nonEmpty,
    "The article's page on the newsroom's website, absolute or relative to `baseUrl`.",
    '/en/news/bridge/',
  ),
  guid: described(
    id.nullish(),
    'The id by which feed readers know this variant already, from the system that published it before. Feeds show it verbatim. It is unique in the newsroom. Never change it.',
    'https://old.example/?p=123',
    'an id of this site',
  ),
  imageAlt: described(
    nullableText,
    'A text that replaces the lead picture for people who do not see it.',
    'The bridge at dawn',
    'none',
  ),
  translator: described(nullableText, "The translator's name.", 'Ana Lima', 'none'),
  published: described(
    date.optional(),
    'When this variant appears.',
    '2026-02-21T12:00:00+02:00',
    "the article's `published`",
  ),
  updated: described(
    date.nullish(),
    'When this variant last changed in a way that matters to readers.',
    '2026-02-22T10:00:00+02:00',
    "the article's `updated`",
  ),
  image: described(
    image.nullish(),
    'The lead picture of this variant. `null`: none.',
    { url: '/media/river-en.png', width: 1200, height: 800 },
    "the article's `image`",
  ),
  authors: described(
    authors.optional(),
    'The authors of this variant: keys of `authors` in site.yaml, or names.',
    ['jo'],
    "the article's `authors`",
  ),
  extra: described(
    z.record(z.string(), z.unknown()).nullish(),
    "Values of your own in this language. They replace those of the article's `extra` that have the same key.",
    { shortTitle: 'Bridge open' },
    "the article's `extra`",
  ),
  correction: described(
    correction.nullish(),
    'A correction of this variant. `null`: none.',
    { note: 'The bridge has three lanes, not two.', at: '2026-02-22T10:00:00+02:00' },
    "the article's `correction`",
  ),
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
