import { z } from 'zod'
import { NAMED_NETWORKS } from '../domain/network.ts'
import { TOKEN_SCOPES } from '../domain/site.ts'
import { isPlainUrl } from '../domain/url.ts'
import { isCronExpression } from '../scheduling/schedule.ts'
import { alertsSchema } from './alerts.ts'
import { cdnSchema } from './cdn.ts'
import { hubSchema } from './hub.ts'
import { channelSchema } from './site-keys/channel.ts'
import { extensionsSchema } from './site-keys/extensions.ts'
import { partner } from './site-keys/partner.ts'
import { sources } from './site-keys/sources.ts'
import {
  absoluteUrl,
  language,
  networks,
  oneOf,
  pathName,
  someOf,
  terms,
  text,
  texts,
  timeZone,
  wholeNumber,
} from './site-keys/values.ts'

export const REDIRECT_PRESETS = ['wordpress', 'ghost', 'hugo', 'jekyll', 'nikola'] as const

const content = z.enum(['full', 'summary'], 'is neither full nor summary').optional()
const selection = z.strictObject({ items: wholeNumber(1, 1000).optional(), content })

const feeds = selection.extend({
  embeds: z.enum(['card', 'link', 'frame'], 'is not card, link or frame').default('card'),
  maxItemBytes: wholeNumber(1000, 8_000_000).default(512_000),
  maxDocumentBytes: wholeNumber(10_000, 1_000_000_000).default(8_000_000),
  headlines: z.strictObject({ content }).optional(),
  tags: selection.optional(),
  sections: selection.optional(),
  authors: selection.optional(),
})

const author = z.strictObject({ name: texts, url: z.string().optional() })

const articleId = z.union([text.transform((id) => id.normalize('NFC')), z.int().transform(String)])
/** Names of blocks → ranked ids of articles. */
const headlines = z.record(pathName, z.array(articleId).max(100, 'has more than 100 articles'))

const withdrawals = z.strictObject({
  keep: wholeNumber(0, 3650).default(30),
  vanished: z.enum(['withdraw', 'forget'], 'is neither withdraw nor forget').default('withdraw'),
})

const aliasesOfTerms = z.record(z.string(), terms).default({})
const movedTerms = z.record(z.string(), text).default({})

const redirects = z.strictObject({
  presets: z.array(oneOf(REDIRECT_PRESETS)).default([]),
  paths: z.record(z.string(), text).default({}),
  languages: z.record(z.string().regex(/^[\w-]+$/, 'is not a name in an address'), language).default({}),
  mode: z.enum(['redirect', 'serve'], 'is neither redirect nor serve').default('redirect'),
})

const limits = z.strictObject({
  downloads: wholeNumber(0, 1_000_000_000).default(600),
  visits: wholeNumber(0, 1_000_000_000).default(6000),
  seconds: wholeNumber(1, 86_400).default(600),
  exempt: networks.default([...NAMED_NETWORKS]),
})

const token = z.strictObject({
  name: pathName,
  file: text,
  scopes: someOf(oneOf(TOKEN_SCOPES)),
  languages: someOf(language).optional(),
  sections: someOf(text).optional(),
})

/** `site.yaml` as written, in the order of docs/reference. `descriptions.yaml` says what the keys mean. */
export const siteSchema = z.strictObject({
  $schema: z.string().optional(),
  title: texts,
  description: texts.optional(),
  home: texts.optional(),
  channel: channelSchema.prefault({}),
  baseUrl: absoluteUrl,
  feedUrl: absoluteUrl
    .refine(isPlainUrl, 'has a query, a fragment or a password: give only the address of the server')
    .optional(),
  authority: z
    .string()
    .regex(
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,\d{4}(-\d\d(-\d\d)?)?$/,
      'is not a tag authority: a domain that you own, a comma and a year in which you owned it (news.example,2020: RFC 4151)',
    ),
  timeZone: timeZone.default('UTC'),
  languages: someOf(language),
  fallback: z.record(z.string(), z.union([z.literal('omit'), z.array(language)])).default({}),
  schedule: z
    .string()
    .refine(isCronExpression, 'is not a cron expression of five or six fields (like "*/5 * * * *")')
    .default('*/5 * * * *'),
  scheduleTimeZone: timeZone.default('UTC'),
  jitter: wholeNumber(0, 300).default(30),
  watch: z.boolean().optional(),
  feeds: feeds.prefault({}),
  sources: z.array(sources).default([{ type: 'json', path: 'articles' }]),
  authors: z.record(z.string(), author).default({}),
  headlines: headlines.default({}),
  backfill: z.enum(['auto', 'quiet', 'announce'], 'is not one of auto, quiet and announce').default('auto'),
  withdrawals: withdrawals.prefault({}),
  partners: z.record(pathName, partner.nullable()).default({}),
  extensions: extensionsSchema.optional(),
  aliases: z.strictObject({ tags: aliasesOfTerms, sections: aliasesOfTerms, authors: aliasesOfTerms }).prefault({}),
  retired: z
    .strictObject({ tags: terms.default([]), sections: terms.default([]), authors: terms.default([]) })
    .prefault({}),
  moved: z.strictObject({ tags: movedTerms, sections: movedTerms, authors: movedTerms }).prefault({}),
  redirects: redirects.prefault({}),
  cdn: cdnSchema.optional(),
  hub: hubSchema.prefault({}),
  proxies: networks.default([]),
  outbound: z.strictObject({ allow: networks.default([]) }).prefault({}),
  deltas: z.enum(['direct', 'proxied', 'off'], 'is neither direct, nor proxied, nor off').default('direct'),
  operators: networks.default(['loopback']),
  readers: z.strictObject({ trusted: networks.default([]) }).prefault({}),
  limits: limits.prefault({}),
  tokens: z.array(token).default([]),
  alerts: alertsSchema.default([]),
})

export type WrittenSite = z.output<typeof siteSchema>
export type WrittenPartner = z.output<typeof partner>
export type WrittenSource = WrittenSite['sources'][number]
