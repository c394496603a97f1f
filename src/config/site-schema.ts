import { z } from 'zod'
import { canonicalLanguage } from '../domain/language.ts'
import { isNetwork, NAMED_NETWORKS } from '../domain/network.ts'
import { PREFIXES } from '../domain/site.ts'
import { wellFormed } from '../domain/text.ts'
import { isPlain, webUrl } from '../domain/url.ts'
import { isCronExpression } from '../scheduling/schedule.ts'
import { cdnSchema } from './cdn.ts'

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

const networks = z.array(
  z
    .string()
    .refine(isNetwork, `is not a network (like 203.0.113.0/24 or 2001:db8::/32, or ${NAMED_NETWORKS.join(', ')})`),
)

const limit = z.int('is not a whole number').min(0, 'is less than 0').max(1_000_000_000, 'is more than 1000000000')

/** What stands in a path as it is. */
const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not a name for a path: small letters and digits, with - in between')

/** Names of blocks → ids of articles, ranked. */
export const headlinesSchema = z
  .record(name, z.array(z.union([text, z.int().transform(String)])).max(100, 'has more than 100 articles'))
  .default({})

export const READY_MADE = ['msn', 'flipboard', 'smartnews', 'apple-news', 'google-news'] as const

const partner = z.strictObject({
  profile: z.enum(READY_MADE, `is not one of ${READY_MADE.join(', ')}`).optional(),
  items: z.int('is not a whole number').min(1, 'is less than 1').max(1000, 'is more than 1000').optional(),
  content: z.enum(['full', 'summary', 'none'], 'is not one of full, summary, none').optional(),
  maxBytes: z.int('is not a whole number').min(10_000, 'is less than 10000').optional(),
  image: z.strictObject({ minWidth: z.int('is not a whole number').min(1, 'is less than 1').optional() }).optional(),
  namespaces: z.array(z.enum(PREFIXES, `is not one of ${PREFIXES.join(', ')}`)).optional(),
  languages: z.array(language).min(1, 'is empty').optional(),
  tags: terms.optional(),
  utm: z
    .strictObject({
      source: text.optional(),
      medium: text.optional(),
      campaign: text.optional(),
      term: text.optional(),
      content: text.optional(),
      id: text.optional(),
    })
    .optional(),
  token: z.string().min(16, 'has fewer than 16 characters').optional(),
  tokenFile: text.optional(),
})

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
  jitter: z.int('is not a whole number').min(0, 'is less than 0').max(300, 'is more than 300').default(30),
  feeds: selection
    .extend({
      headlines: selection.pick({ content: true }).optional(),
      tags: selection.optional(),
      sections: selection.optional(),
      authors: selection.optional(),
    })
    .prefault({}),
  sources: z.array(z.discriminatedUnion('type', [json, markdown])).default([{ type: 'json', path: 'articles' }]),
  authors: z.record(z.string(), z.strictObject({ name: texts, url: z.string().optional() })).default({}),
  headlines: headlinesSchema,
  withdrawals: z
    .strictObject({
      keep: z.int('is not a whole number').min(0, 'is less than 0').max(3650, 'is more than 3650').default(30),
      vanished: z.enum(['withdraw', 'forget'], 'is neither withdraw nor forget').default('withdraw'),
    })
    .prefault({}),
  partners: z.record(name, partner.nullable()).default({}),
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
  cdn: cdnSchema.optional(),
  proxies: networks.default([]),
  deltas: z.enum(['direct', 'proxied', 'off'], 'is neither direct, nor proxied, nor off').default('direct'),
  operators: networks.default(['loopback']),
  readers: z.strictObject({ trusted: networks.default([]) }).prefault({}),
  limits: z
    .strictObject({
      downloads: limit.default(600),
      visits: limit.default(6000),
      seconds: z.int('is not a whole number').min(1, 'is less than 1').max(86_400, 'is more than 86400').default(600),
      exempt: networks.default([...NAMED_NETWORKS]),
    })
    .prefault({}),
})

export type WrittenSite = z.output<typeof siteSchema>
export type WrittenPartner = z.output<typeof partner>
export type WrittenSource = WrittenSite['sources'][number]

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
