import { z } from 'zod'
import { WEBHOOK_SCHEMES } from '../../domain/sources.ts'
import { isCronExpression } from '../../scheduling/schedule.ts'
import { compile } from '../../sources/expression.ts'
import { language, oneOf, text } from './values.ts'

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
    ),
  schedule: text.refine(isCronExpression, 'is not a cron expression').optional(),
  deadline: z.number().int().min(1).max(86_400).default(600),
  fullEvery: z.number().min(0.1).max(720).default(24),
  webhook: z.strictObject({ scheme: oneOf(WEBHOOK_SCHEMES), secretFile: text }).optional(),
  article: expression(true).optional(),
  values: z.record(z.string(), value).optional(),
  languages: z.record(z.string(), language).default({}),
} as const
