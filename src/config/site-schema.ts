import { z } from 'zod'
import { canonicalLanguage } from '../domain/language.ts'
import { wellFormed } from '../domain/text.ts'
import { isPlain, webUrl } from '../domain/url.ts'
import { isCronExpression } from '../schedule.ts'

const text = z
  .string()
  .transform((value) => wellFormed(value).trim())
  .refine((value) => value !== '', 'is empty')

const absoluteUrl = z.string().refine((value) => webUrl(value) !== undefined, 'is not an absolute http or https URL')

const language = z.string().transform((value, context) => {
  const canonical = canonicalLanguage(value)
  if (canonical) return canonical
  context.addIssue(`is not a language tag: "${value}" (BCP 47, like uk, pt-BR or zh-Hant)`)
  return z.NEVER
})

/** A text, or one per language. */
const texts = z.union([text, z.record(z.string(), text)])

const timeZone = z.string().refine(isTimeZone, 'is not a time zone of the IANA database (like Europe/Kyiv)')

const selection = z.strictObject({
  items: z.int('is not a whole number').min(1, 'is less than 1').max(1000, 'is more than 1000').optional(),
  content: z.enum(['full', 'summary'], 'is neither full nor summary').optional(),
})

const json = z.strictObject({ type: z.literal('json'), path: text })
const markdown = z.strictObject({
  type: z.literal('markdown'),
  path: text,
  layout: z.enum(['suffix', 'directory'], 'is neither suffix nor directory').default('suffix'),
  pattern: text.optional(),
  languages: z.record(z.string(), language).default({}),
  dialect: z.enum(['commonmark', 'jekyll'], 'is neither commonmark nor jekyll').default('commonmark'),
  url: text.default('/{lang}/{id}/'),
})

const terms = z.array(text)

/** `data/site.yaml`, as written. */
export const siteSchema = z.strictObject({
  $schema: z.string().optional(),
  title: texts,
  description: texts.optional(),
  home: texts.optional(),
  baseUrl: absoluteUrl,
  feedUrl: absoluteUrl
    .refine(isPlain, 'has a query, a fragment or a password: name where the server is reached, no more')
    .optional(),
  authority: z
    .string()
    .regex(
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,\d{4}(-\d\d(-\d\d)?)?$/,
      'is not a tag authority: a domain that you own, a comma and a year in which you owned it (news.example,2020: RFC 4151)',
    ),
  timeZone: timeZone.default('UTC'),
  languages: z.array(language).min(1, 'is empty'),
  fallback: z.record(z.string(), z.union([z.literal('omit'), z.array(language)])).default({}),
  schedule: z
    .string()
    .refine(isCronExpression, 'is not a cron expression of five or six fields (like "*/5 * * * *")')
    .default('*/5 * * * *'),
  scheduleTimeZone: timeZone.default('UTC'),
  feeds: selection
    .extend({ tags: selection.optional(), sections: selection.optional(), authors: selection.optional() })
    .prefault({}),
  sources: z.array(z.discriminatedUnion('type', [json, markdown])).default([{ type: 'json', path: 'articles' }]),
  authors: z.record(z.string(), z.strictObject({ name: texts, url: z.string().optional() })).default({}),
  retired: z
    .strictObject({ tags: terms.default([]), sections: terms.default([]), authors: terms.default([]) })
    .prefault({}),
  moved: z
    .strictObject({
      tags: z.record(z.string(), text).default({}),
      sections: z.record(z.string(), text).default({}),
      authors: z.record(z.string(), text).default({}),
    })
    .prefault({}),
})

export type WrittenSite = z.output<typeof siteSchema>
export type WrittenSource = WrittenSite['sources'][number]

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
