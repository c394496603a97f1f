import { z } from 'zod'
import { described } from '../../intake/written-values.ts'
import { isCronExpression } from '../../scheduling/schedule.ts'
import { compile } from '../../sources/expression.ts'
import { webhookSchema } from './access.ts'
import { language, text } from './values.ts'

/** A JSONata expression. */
export const expression = (regex: boolean) =>
  z.string().superRefine((written, context) => {
    try {
      compile(written, { regex })
    } catch (error) {
      context.addIssue((error as Error).message)
    }
  })

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())])

/** The keys that all sources in running systems have. */
export const fetchedKeys = {
  name: z
    .string()
    .regex(
      /^(?!(?:api|idempotency)$)[a-z0-9][a-z0-9-]{0,39}$/,
      'is not a name of lower-case letters, digits and hyphens, or is "api" or "idempotency"',
    )
    .meta({
      description:
        'The name of the source. It is unique, and the name of its records begins with it: changing it makes all records new.',
      examples: ['wordpress'],
    }),
  schedule: text
    .refine(isCronExpression, 'is not a cron expression')
    .optional()
    .meta({
      description: 'When the source is asked for changes: a cron expression in `scheduleTimeZone`.',
      examples: ['*/2 * * * *'],
      defaultText: "the site's `schedule`",
    }),
  deadline: z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(600)
    .meta({
      description: 'The seconds that one fetch may take. What came until then is kept, and the next fetch goes on.',
      examples: [120],
    }),
  fullEvery: z
    .number()
    .min(0.1)
    .max(720)
    .default(24)
    .meta({
      description:
        'Hours between two fetches of everything, which find out what was deleted if the system does not tell. Other fetches ask for changes only.',
      examples: [6],
    }),
  webhook: webhookSchema,
  article: described(
    expression(true).optional(),
    'JSONata: the article of a record. The result has the keys of an article; without a result, the record is no article.',
    '{"published": date, "variants": {lang: {"title": title, "content": html, "url": url}}}',
    'that of the preset, or the record itself',
  ),
  values: described(
    z.record(z.string(), value).optional(),
    'Values of `$source` in expressions, and of placeholders in a preset.',
    { type: 'news' },
    'those of the preset',
  ),
  languages: described(
    z.record(z.string(), language).default({}),
    'The languages that the system names by other tags. `en-US` is `en` without it.',
    { fr_FR: 'fr' },
  ),
} as const
