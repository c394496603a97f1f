import { z } from 'zod'
import {
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
  correction: described(
    correction.nullish(),
    'A correction of this variant. `null`: none.',
    { note: 'The bridge has three lanes, not two.', at: '2026-02-22T10:00:00+02:00' },
    "the article's `correction`",
  ),
})
