import { z } from 'zod'

export const nonEmpty = z.string().refine((text) => text.trim() !== '', 'is empty')
export const date = z.string()

const size = z.int().min(0, 'is negative')

const alt = z.string().optional()
const ALT = {
  description: 'A text that replaces the picture for people who do not see it.',
  examples: ['The bridge at dawn'],
}

export const image = z.strictObject({
  url: nonEmpty.meta({
    description:
      "The file's address, absolute or relative to `baseUrl`. Addresses that begin with `/media/` are files of the newsroom's folder `media`.",
    examples: ['/media/river.jpg'],
  }),
  type: z
    .string()
    .optional()
    .meta({ description: 'The media type.', examples: ['image/jpeg'], defaultText: 'by the extension of `url`' }),
  width: size.optional().meta({ description: 'The width in pixels.', examples: [1200], defaultText: 'unknown' }),
  height: size.optional().meta({ description: 'The height in pixels.', examples: [800], defaultText: 'unknown' }),
  length: size.optional().meta({
    description: "The size in bytes. A file of the newsroom's folder `media` has its real size.",
    examples: [184320],
    default: 0,
  }),
  credit: z
    .string()
    .optional()
    .meta({ description: 'The credit.', examples: ['Jo Doe'], defaultText: 'none' }),
  alt: alt.meta({ ...ALT, defaultText: "the variant's `imageAlt`" }),
})

export const attachment = image.extend({
  title: z
    .string()
    .optional()
    .meta({ description: 'The title.', examples: ['The bells'], defaultText: 'none' }),
  alt: alt.meta({ ...ALT, defaultText: 'none' }),
  duration: size.optional().meta({ description: 'The duration in seconds.', examples: [95], defaultText: 'unknown' }),
})

export const author = z.union([
  z.string(),
  z.strictObject({
    name: nonEmpty.meta({
      description: 'A name. If an author of site.yaml has this name, that author is meant.',
      examples: ['Kim Roe'],
    }),
    url: z
      .string()
      .optional()
      .meta({
        description: "The author's page, absolute or relative to `baseUrl`.",
        examples: ['/authors/kim/'],
        defaultText: 'none',
      }),
  }),
])

export const correction = z.strictObject({
  note: z.union([nonEmpty, z.record(z.string(), nonEmpty)]).meta({
    description: 'The mistake and its correction, as one text or one per language.',
    examples: [{ en: 'The bridge has three lanes, not two.', uk: 'Міст має три смуги, а не дві.' }],
  }),
  at: date.meta({
    description: 'When the article was corrected. A correction with a date in the future is not shown before it comes.',
    examples: ['2026-02-22T10:00:00+02:00'],
  }),
})
