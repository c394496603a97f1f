import { z } from 'zod'
import { PREFIXES } from '../../domain/site.ts'
import { language, pathName, terms, text, wholeNumber } from './values.ts'

export const PROFILE_NAMES = ['msn', 'flipboard', 'smartnews', 'apple-news', 'google-news'] as const

const utmParameter = (name: string, example: string) =>
  text.optional().meta({ description: `The parameter \`utm_${name}\`.`, examples: [example], defaultText: 'none' })

const utm = z.strictObject({
  source: utmParameter('source', 'wire'),
  medium: utmParameter('medium', 'feed'),
  campaign: utmParameter('campaign', 'spring'),
  term: utmParameter('term', 'river'),
  content: utmParameter('content', 'title'),
  id: utmParameter('id', '7'),
})

const image = z.strictObject({
  minWidth: wholeNumber(1)
    .optional()
    .meta({
      description: 'The smallest width in pixels. Lead pictures that are known to be narrower are left out.',
      examples: [400],
      defaultText: 'no limit',
    }),
})

export const partner = z.strictObject({
  profile: z
    .enum(PROFILE_NAMES, `is not one of ${PROFILE_NAMES.join(', ')}`)
    .optional()
    .meta({
      description: 'A ready-made partner whose settings are the defaults of this one.',
      examples: ['flipboard'],
      defaultText: "the ready-made partner of the same name as the partner's key, if there is one",
    }),
  items: wholeNumber(1, 1000)
    .optional()
    .meta({
      description: 'The largest number of items in a feed.',
      examples: [20],
      defaultText: "the profile's; 50 without a profile",
    }),
  maxAgeDays: wholeNumber(1, 3650)
    .nullish()
    .meta({
      description: 'Articles that were published more days ago are left out. `null`: no limit.',
      examples: [30],
      defaultText: "the profile's; no limit without a profile",
    }),
  content: z
    .enum(['full', 'summary', 'none'], 'is not one of full, summary, none')
    .optional()
    .meta({
      description: 'Whether items have the whole article (`full`), its summary (`summary`), or neither (`none`).',
      examples: ['summary'],
      defaultText: "the profile's; `full` without a profile",
    }),
  summaryType: z
    .enum(['html', 'text'], 'is not one of html, text')
    .optional()
    .meta({
      description:
        'Whether the partner reads summaries as HTML or as text (`text`: no markup, also in right-to-left languages).',
      examples: ['text'],
      defaultText: "the profile's; `html` without a profile",
    }),
  maxBytes: wholeNumber(10_000)
    .optional()
    .meta({
      description:
        'The largest size of a document in bytes, before it is encoded. The server omits whole items at the end, and logs this.',
      examples: [500000],
      defaultText: 'no limit',
    }),
  image: image.optional().meta({
    description: 'Requirements on lead pictures.',
    examples: [{ minWidth: 400 }],
    defaultText: "the profile's; none without a profile",
  }),
  namespaces: z
    .array(z.enum(PREFIXES, `is not one of ${PREFIXES.join(', ')}`))
    .optional()
    .meta({
      description: 'The XML namespaces that the feeds may use. Without `at`, feeds do not report withdrawals.',
      examples: [['atom', 'content', 'dc', 'media']],
      defaultText: "the profile's; all without a profile",
    }),
  languages: z
    .array(language)
    .min(1, 'is empty')
    .optional()
    .meta({
      description: 'The languages in which the partner gets feeds.',
      examples: [['uk', 'en']],
      defaultText: 'all languages of the newsroom',
    }),
  tags: terms.optional().meta({
    description: 'The feeds have only articles with at least one of these tags.',
    examples: [['transport', 'river']],
    defaultText: 'all articles',
  }),
  utm: utm.optional().meta({
    description: 'Parameters that the server adds to the links to articles.',
    examples: [{ source: 'wire', medium: 'feed' }],
    defaultText: 'none',
  }),
  token: z
    .string()
    .min(16, 'has fewer than 16 characters')
    .optional()
    .meta({
      description:
        "A secret of 16 characters or more that the partner's requests must have, as `?token=…` or as a bearer token. Requests without it are answered 404.",
      examples: ['a-long-secret-of-the-partner'],
      defaultText: 'none: the feeds are public',
    }),
  tokenFile: text.optional().meta({
    description: "A file with the token, relative to the newsroom's folder, in place of `token`.",
    examples: ['wire.token'],
    defaultText: 'none',
  }),
})

/** The key of site.yaml that says which partners get feeds of their own. */
export const partnerKeys = {
  partners: z
    .record(pathName, partner.nullable())
    .default({})
    .meta({
      description: `Partners by name. A partner's feeds are in \`/partners/{name}/{lang}/\`. The names ${PROFILE_NAMES.map((name) => `\`${name}\``).join(', ')} are ready-made; an empty value takes a ready-made partner unchanged.`,
      examples: [{ msn: null, wire: { items: 20, content: 'summary', tags: ['river'], utm: { source: 'wire' } } }],
    }),
} as const
