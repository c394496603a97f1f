import { z } from 'zod'
import { PREFIXES, PROFILES } from '../../domain/site.ts'
import { extensionsSchema } from './extensions.ts'
import { language, oneOf, someOf, terms, text, wholeNumber } from './values.ts'

const parameter = text.optional()

export const partner = z.strictObject({
  profile: oneOf(PROFILES).optional(),
  items: wholeNumber(1, 1000).optional(),
  maxAgeDays: wholeNumber(1, 3650).nullish(),
  content: oneOf(['full', 'summary', 'none']).optional(),
  summaryType: oneOf(['html', 'text']).optional(),
  maxBytes: wholeNumber(10_000).optional(),
  image: z.strictObject({ minWidth: wholeNumber(1).optional() }).optional(),
  namespaces: z.array(oneOf(PREFIXES)).optional(),
  extensions: extensionsSchema.optional(),
  languages: someOf(language).optional(),
  tags: terms.optional(),
  utm: z
    .strictObject({
      ...{ source: parameter, medium: parameter, campaign: parameter },
      ...{ term: parameter, content: parameter, id: parameter },
    })
    .optional(),
  token: z.string().min(16, 'has fewer than 16 characters').optional(),
  tokenFile: text.optional(),
})
