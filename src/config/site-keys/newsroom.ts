import { z } from 'zod'
import { isPlainUrl } from '../../domain/url.ts'
import { absoluteUrl, language, texts, timeZone } from './values.ts'

/** Keys of site.yaml that say who publishes, where, and in which languages. */
export const newsroomKeys = {
  $schema: z
    .string()
    .optional()
    .meta({
      description: 'The JSON Schema with which an editor completes and checks the keys of this file.',
      examples: ['site.schema.json'],
      defaultText: 'none',
    }),
  title: texts.meta({
    description: "The newsroom's name, as one text or one per language. It is part of every feed's title.",
    examples: [{ en: 'Dnipro Herald', uk: 'Дніпровський вісник' }],
  }),
  description: texts.optional().meta({
    description: 'The description of the feeds of all articles, as one text or one per language.',
    examples: [{ en: 'News of our town' }],
    defaultText: "a sentence in the feed's language that names the newsroom",
  }),
  home: texts.optional().meta({
    description:
      "The newsroom's home page, which the feeds of all articles link to. One URL that contains `{lang}`, or one URL per language, absolute or relative to `baseUrl`.",
    examples: ['/{lang}/'],
    defaultText: "the feed's page on this server",
  }),
  baseUrl: absoluteUrl.meta({
    description: "The URL of the newsroom's website. Relative URLs in articles are resolved against it.",
    examples: ['https://news.example'],
  }),
  feedUrl: absoluteUrl
    .refine(isPlainUrl, 'has a query, a fragment or a password: give only the address of the server')
    .optional()
    .meta({
      description:
        'The public address of this server, with the path that a proxy adds, if any. Every link that the server writes begins with it. `POLYFEED_BASE_URL` in the environment replaces it.',
      examples: ['https://feeds.news.example'],
      defaultText: '`baseUrl`',
    }),
  authority: z
    .string()
    .regex(
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,\d{4}(-\d\d(-\d\d)?)?$/,
      'is not a tag authority: a domain that you own, a comma and a year in which you owned it (news.example,2020: RFC 4151)',
    )
    .meta({
      description:
        'A domain that you own, and a year in which you owned it. The ids of all feeds and entries contain it (RFC 4151). Never change it: feed readers would show every article again.',
      examples: ['news.example,2026'],
    }),
  timeZone: timeZone.default('UTC').meta({
    description:
      'The time zone (IANA) of dates that are written without an offset. The months of archives and the dates on pages follow it, too.',
    examples: ['Europe/Kyiv'],
  }),
  languages: z
    .array(language)
    .min(1, 'is empty')
    .meta({
      description: 'The languages of the newsroom as BCP 47 tags. The first is the default language.',
      examples: [['en', 'uk', 'pt-BR']],
    }),
  fallback: z
    .record(z.string(), z.union([z.literal('omit'), z.array(language)]))
    .default({})
    .meta({
      description:
        "How a language's feeds treat an article that has no variant in that language: `omit` leaves the article out, a list names the languages whose variant is shown instead, in order of preference. Such an item is labelled and marked with its own language. The key `default` applies to all languages that are not named.",
      examples: [{ default: 'omit', 'pt-BR': ['en'] }],
    }),
} as const
