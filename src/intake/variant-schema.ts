import { z } from 'zod'
import { author, correction, date, image, nonEmpty } from './written-values.ts'

/** One language of an article, as written. */
export const variant = z.strictObject({
  title: nonEmpty.meta({
    description: 'The title, of 500 characters at most.',
    examples: ['The bridge is open'],
  }),
  summary: z
    .string()
    .nullish()
    .meta({
      description: 'The summary, as plain text. HTML is converted.',
      examples: ['Trams cross the river again since Saturday morning.'],
      defaultText: 'the prose before `<!--more-->`, or the beginning of the prose',
    }),
  content: z
    .string()
    .optional()
    .meta({
      description: 'The text as HTML. Scripts, styles and form fields are removed; unknown frames become links.',
      examples: ['<p>The first tram crossed at six.</p>'],
      defaultText: '`markdown`',
    }),
  markdown: z
    .string()
    .optional()
    .meta({
      description:
        'The text as Markdown with HTML, in place of `content`: CommonMark with tables, footnotes, definition lists and tasks.',
      examples: ['The first tram crossed at **six**.'],
      defaultText: 'no text',
    }),
  url: nonEmpty.meta({
    description: "The article's page on the newsroom's website, absolute or relative to `baseUrl`.",
    examples: ['/en/news/bridge/'],
  }),
  guid: z
    .union([nonEmpty, z.int().transform(String)])
    .nullish()
    .meta({
      description:
        'The id by which feed readers know this variant already, from the system that published it before. Feeds show it verbatim. It is unique in the newsroom. Never change it.',
      examples: ['https://old.example/?p=123'],
      defaultText: 'an id of this site',
    }),
  imageAlt: z
    .string()
    .nullish()
    .meta({
      description: 'A text that replaces the lead picture for people who do not see it.',
      examples: ['The bridge at dawn'],
      defaultText: 'none',
    }),
  translator: z
    .string()
    .nullish()
    .meta({ description: "The translator's name.", examples: ['Ana Lima'], defaultText: 'none' }),
  published: date.optional().meta({
    description: 'When this variant appears.',
    examples: ['2026-02-21T12:00:00+02:00'],
    defaultText: "the article's `published`",
  }),
  updated: date.nullish().meta({
    description: 'When this variant last changed in a way that matters to readers.',
    examples: ['2026-02-22T10:00:00+02:00'],
    defaultText: "the article's `updated`",
  }),
  image: image.nullish().meta({
    description: 'The lead picture of this variant. `null`: none.',
    examples: [{ url: '/media/river-en.png', width: 1200, height: 800 }],
    defaultText: "the article's `image`",
  }),
  authors: z
    .array(author.optional())
    .optional()
    .meta({
      description: 'The authors of this variant: keys of `authors` in site.yaml, or names.',
      examples: [['jo']],
      defaultText: "the article's `authors`",
    }),
  correction: correction.nullish().meta({
    description: 'A correction of this variant. `null`: none.',
    examples: [{ note: 'The bridge has three lanes, not two.', at: '2026-02-22T10:00:00+02:00' }],
    defaultText: "the article's `correction`",
  }),
})
