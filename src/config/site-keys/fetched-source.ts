import { z } from 'zod'
import { isCronExpression } from '../../scheduling/schedule.ts'
import { webhookSchema } from './access.ts'
import { text } from './values.ts'

/** The keys that all sources in running systems have. */
export const fetchedKeys = {
  name: z
    .string()
    .regex(/^(?!api$)[a-z0-9][a-z0-9-]{0,39}$/, 'is not a name of lower-case letters, digits and hyphens, or is "api"')
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
} as const
