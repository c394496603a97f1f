import { z } from 'zod'

/**
 * A key with its description, an example and its default, for the JSON Schema and the reference. `defaultText` describes
 * a default that is not a fixed value.
 */
export function described<S extends z.ZodType>(schema: S, text: string, example: unknown, defaultText?: string): S {
  return schema.meta({ description: text, examples: [example], ...(defaultText !== undefined && { defaultText }) })
}

export const nonEmpty = z.string().refine((text) => text.trim() !== '', 'is empty')
export const date = z.string()
/** Numbers are ids, too, in systems that count articles. */
export const id = z.union([nonEmpty, z.int().transform(String)])
export const optionalText = z.string().optional()
export const nullableText = z.string().nullish()

export const texts = z.union([nonEmpty, z.record(z.string(), nonEmpty)])
export const size = z.int().min(0, 'is negative').optional()

const ALT = ['A text that replaces the picture for people who do not see it.', 'The bridge at dawn'] as const

export const image = z.strictObject({
  url: described(
    nonEmpty,
    "The file's address, absolute or relative to `baseUrl`. Addresses that begin with `/media/` are files of the newsroom's folder `media`.",
    '/media/river.jpg',
  ),
  type: described(optionalText, 'The media type.', 'image/jpeg', 'by the extension of `url`'),
  width: described(size, 'The width in pixels.', 1200, 'unknown'),
  height: described(size, 'The height in pixels.', 800, 'unknown'),
  length: described(size, "The size in bytes. A file of the newsroom's folder `media` has its real size.", 184320).meta(
    { default: 0 },
  ),
  credit: described(optionalText, 'The credit.', 'Jo Doe', 'none'),
  alt: described(optionalText, ...ALT, "the variant's `imageAlt`"),
  license: described(
    optionalText,
    'The licence: an address, or a text.',
    'https://creativecommons.org/licenses/by/4.0/',
    'none',
  ),
  thumbnail: described(optionalText, 'The address of a small picture of it.', '/media/river-small.jpg', 'none'),
})

const recording = image.extend({
  title: described(optionalText, 'The title.', 'The bells', 'none'),
  alt: described(optionalText, ...ALT, 'none'),
  duration: described(size, 'The duration in seconds.', 95, 'unknown'),
})

export const attachment = recording.extend({
  alternatives: described(
    z.array(recording.optional()).optional(),
    'The same recording in other files: another format, size or language.',
    [{ url: '/media/bells.opus', type: 'audio/ogg' }],
    'none',
  ),
})

export const author = z.union([
  z.string(),
  z.strictObject({
    name: described(nonEmpty, 'A name. If an author of site.yaml has this name, that author is meant.', 'Kim Roe'),
    url: described(optionalText, "The author's page, absolute or relative to `baseUrl`.", '/authors/kim/', 'none'),
  }),
])

export const tag = z.union([
  z.string(),
  z.strictObject({
    term: described(nonEmpty, 'The tag, which is the same in all languages.', 'floods'),
    name: described(nonEmpty, 'The name in the language of the article.', 'Inondations'),
  }),
])

/** Entries of lists are optional, because `parseWritten` replaces those that do not match by `undefined`. */
export const authors = z.array(author.optional())

export const correction = z.strictObject({
  note: described(texts, 'The mistake and its correction, as one text or one per language.', {
    en: 'The bridge has three lanes, not two.',
    uk: 'Міст має три смуги, а не дві.',
  }),
  at: described(
    date,
    'When the article was corrected. A correction with a date in the future is not shown before it comes.',
    '2026-02-22T10:00:00+02:00',
  ),
})
