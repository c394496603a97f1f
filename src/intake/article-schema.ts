import { z } from 'zod'

const nonEmpty = z.string().refine((text) => text.trim() !== '', 'is empty')
const date = z.string().describe('RFC 3339; without an offset it is read in the time zone of the site')
const size = z.int().min(0)

const image = z.strictObject({
  url: nonEmpty,
  type: z.string().optional().describe('Media type; told from the URL where missing'),
  width: size.optional(),
  height: size.optional(),
  length: size.optional().describe('Bytes'),
  credit: z.string().optional(),
  alt: z.string().optional(),
})

const attachment = image.extend({ title: z.string().optional(), duration: size.optional().describe('Seconds') })

const author = z.union([
  z.string().describe('A key of authors in site.yaml'),
  z.strictObject({ name: nonEmpty, url: z.string().optional() }),
])

const correction = z
  .strictObject({ note: z.union([nonEmpty, z.record(z.string(), nonEmpty)]), at: date })
  .describe('What was wrong, in one text or one per language, and when it was put right')

const variant = z.strictObject({
  title: nonEmpty,
  summary: z.string().nullish(),
  content: z.string().optional().describe('HTML'),
  markdown: z.string().optional().describe('Markdown, in place of content'),
  url: nonEmpty.describe("The article's page, absolute or relative to baseUrl"),
  imageAlt: z.string().nullish(),
  translator: z.string().nullish(),
  published: date.optional(),
  updated: date.nullish(),
  image: image.nullish(),
  authors: z.array(author).optional(),
  correction: correction.nullish(),
})

/** One article, as it is written in a JSON file; `article.schema.json` is made from it. */
export const articleSchema = z.strictObject({
  $schema: z.string().optional(),
  id: z
    .union([nonEmpty, z.int().transform(String)])
    .optional()
    .describe("Defaults to the file's name. Never change it."),
  published: date,
  updated: date.nullish(),
  expires: date.nullish(),
  status: z.enum(['draft', 'published', 'withdrawn'], 'is not one of draft, published, withdrawn').default('published'),
  section: z.string().nullish(),
  tags: z.array(z.string()).default([]),
  authors: z.array(author).default([]),
  image: image.nullish(),
  attachments: z.array(attachment).default([]),
  source: z.strictObject({ title: nonEmpty, url: nonEmpty }).nullish(),
  correction: correction.nullish(),
  variants: z.record(z.string(), z.unknown()),
})

/** One language of it: held against the record on its own, so that one bad variant does not stop the others. */
export const variantSchema = variant

/** The whole, for editors: what `$schema` points to. */
export const writtenArticleSchema = articleSchema.extend({ variants: z.record(z.string(), variantSchema) })

export type WrittenArticle = z.output<typeof articleSchema>
export type WrittenVariant = z.output<typeof variantSchema>
export type WrittenMedia = z.output<typeof attachment>
export type WrittenCorrection = z.output<typeof correction>
export type WrittenAuthor = z.output<typeof author>
