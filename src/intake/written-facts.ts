import { z } from 'zod'
import { ACCESS, KINDS } from '../domain/article.ts'
import { described, nonEmpty, optionalText, size, texts } from './written-values.ts'

const fact = <S extends z.ZodType>(schema: S, text: string, example: unknown) =>
  described(schema.nullish(), text, example, 'none, or in a variant that of the article')
const oneOf = <const T extends readonly string[]>(words: T) => z.enum(words, `is not one of ${words.join(', ')}`)
const degrees = (limit: number) => z.number().min(-limit, 'is no degree').max(limit, 'is no degree')
const ordinal = z.int().min(1, 'is less than 1').optional()
const name = described(texts, 'Its name, as one text or one per language.', { en: 'The river', uk: 'Річка' })
const address = described(nonEmpty, 'Its address, absolute or relative to `baseUrl`.', '/en/news/river/')

/** Keys of articles and variants: what is known beside the text. */
export const facts = {
  kind: fact(
    oneOf(KINDS),
    'The kind of text. An `advertisement` or `sponsored` article has a label before its text and in its summary.',
    'opinion',
  ),
  access: fact(oneOf(ACCESS), 'Readers of the page: everybody, everybody a few times, or subscribers.', 'metered'),
  series: fact(
    z
      .strictObject({
        name,
        part: described(ordinal, 'The number of this part.', 3, 'none'),
        of: described(ordinal, 'The number of all parts.', 7, 'unknown'),
      })
      .refine(({ part = 1, of = part }) => part <= of, 'has fewer parts than the number of this one'),
    'The series that the article is a part of. The number of the part stands before the text.',
    { name: 'The river', part: 3, of: 7 },
  ),
  place: fact(
    z.strictObject({
      name,
      latitude: described(degrees(90), 'Degrees north of the equator.', 48.4647),
      longitude: described(degrees(180), 'Degrees east of Greenwich.', 35.0462),
    }),
    'The place that the article is about (WGS 84).',
    { name: 'Dnipro', latitude: 48.4647, longitude: 35.0462 },
  ),
  comments: fact(
    z.strictObject({ url: address, count: described(size, 'The number of comments.', 12, 'unknown') }),
    'The page with comments of readers.',
    { url: '/en/news/bridge/#comments', count: 12 },
  ),
  related: fact(
    z.array(
      z.strictObject({ title: described(nonEmpty, 'Its title.', 'The river is clean'), url: address }).optional(),
    ),
    'Pages to read next. Feeds show them as they are written, even if an article is under embargo.',
    [{ title: 'The river is clean', url: '/en/news/river/' }],
  ),
  canonical: fact(
    z.string().regex(/^https?:\/\//, 'is no address that begins with https://'),
    'The page that has the original, if another site published the article first.',
    'https://times.example/river/',
  ),
  contributors: fact(
    z.array(
      z
        .strictObject({
          name: described(nonEmpty, 'The name.', 'Ana Lima'),
          role: described(optionalText, '`translator`, `editor`, `photographer`, or another word.', 'editor', 'none'),
          url: described(optionalText, "The person's page, absolute or relative to `baseUrl`.", '/ana/', 'none'),
        })
        .optional(),
    ),
    'People beside the authors. The role `photographer` or `illustrator` is credited at the lead picture.',
    [{ name: 'Ana Lima', role: 'photographer' }],
  ),
}
