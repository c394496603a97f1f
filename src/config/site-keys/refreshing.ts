import { z } from 'zod'
import { isCronExpression } from '../../scheduling/schedule.ts'
import { timeZone, wholeNumber } from './values.ts'

/** Keys of site.yaml that say when the server looks for changes. */
export const refreshingKeys = {
  schedule: z
    .string()
    .refine(isCronExpression, 'is not a cron expression of five or six fields (like "*/5 * * * *")')
    .default('*/5 * * * *')
    .meta({
      description:
        'When the server looks for changes: a cron expression of five fields, or of six with seconds first. The `ttl` of RSS and `max-age` of HTTP follow it.',
      examples: ['*/10 * * * *'],
    }),
  scheduleTimeZone: timeZone.default('UTC').meta({
    description:
      'The time zone of `schedule`. When clocks change, a schedule without an hour runs on, a skipped time runs right after the gap, and a repeated time runs once.',
    examples: ['Europe/Kyiv'],
  }),
  jitter: wholeNumber(0, 300)
    .default(30)
    .meta({
      description:
        'The largest delay, in seconds, of a planned refresh after its slot. The delay is never more than a tenth of the interval, and always the same for one `authority`. It keeps newsrooms that share disks, databases or caches from refreshing in the same second.',
      examples: [0],
    }),
  watch: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the server also refreshes within a second after a file was saved, and then looks at that file only. Scheduled refreshes look at all files.',
      examples: [true],
      defaultText: '`true` on a terminal, unless `NODE_ENV` is `production`; else `false`',
    }),
} as const
