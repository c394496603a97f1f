import { z } from 'zod'
import { pathName, terms, text, texts, wholeNumber } from './values.ts'

const items = wholeNumber(1, 1000).optional()
const content = z.enum(['full', 'summary'], 'is neither full nor summary').optional()

const ITEMS = { description: 'The largest number of items in a feed.', examples: [30] }
const CONTENT = {
  description: 'Whether items have the whole article (`full`) or its summary (`summary`).',
  examples: ['summary'],
}

const selection = z.strictObject({
  items: items.meta({ ...ITEMS, defaultText: '`feeds.items`' }),
  content: content.meta({ ...CONTENT, defaultText: '`feeds.content`' }),
})

const selectionOf = (feeds: string) =>
  selection.optional().meta({
    description: `Settings of ${feeds} that differ from those of the other feeds.`,
    examples: [{ items: 30, content: 'summary' }],
    defaultText: '`feeds.items` and `feeds.content`',
  })

const feeds = z.strictObject({
  items: items.meta({ ...ITEMS, default: 50 }),
  content: content.meta({ ...CONTENT, default: 'full' }),
  maxItemBytes: wholeNumber(1000, 8_000_000)
    .default(512_000)
    .meta({
      description:
        'The largest content of an item in bytes. Above it the item shows its summary and a link to the page.',
      examples: [200_000],
    }),
  maxDocumentBytes: wholeNumber(10_000, 1_000_000_000)
    .default(8_000_000)
    .meta({
      description:
        'The largest document in bytes before it is encoded. Above it the items with the largest contents show their summary and a link to the page.',
      examples: [2_000_000],
    }),
  headlines: selection
    .pick({ content: true })
    .optional()
    .meta({
      description: 'Settings of headlines. A block of headlines has as many items as its list.',
      examples: [{ content: 'summary' }],
      defaultText: '`feeds.content`',
    }),
  tags: selectionOf('tag feeds'),
  sections: selectionOf('section feeds'),
  authors: selectionOf('author feeds'),
})

/** Names of blocks → ranked ids of articles. */
const headlinesSchema = z
  .record(
    pathName,
    z
      .array(z.union([text.transform((id) => id.normalize('NFC')), z.int().transform(String)]))
      .max(100, 'has more than 100 articles'),
  )
  .default({})

const withdrawals = z.strictObject({
  keep: wholeNumber(0, 3650)
    .default(30)
    .meta({ description: 'The number of days for which feeds report a withdrawal.', examples: [90] }),
  vanished: z
    .enum(['withdraw', 'forget'], 'is neither withdraw nor forget')
    .default('withdraw')
    .meta({
      description:
        'How feeds treat an article whose file or variant was deleted: `withdraw` reports the withdrawal, `forget` removes the article without a report.',
      examples: ['forget'],
    }),
})

const retired = z.strictObject({
  tags: terms.default([]).meta({ description: 'Retired tags.', examples: [['olympics-2012']] }),
  sections: terms.default([]).meta({ description: 'Retired sections.', examples: [['classifieds']] }),
  authors: terms.default([]).meta({ description: 'Retired authors.', examples: [['jo']] }),
})

const moved = z.strictObject({
  tags: z
    .record(z.string(), text)
    .default({})
    .meta({ description: 'Old tag → new tag.', examples: [{ 'old-name': 'new-name' }] }),
  sections: z
    .record(z.string(), text)
    .default({})
    .meta({ description: 'Old section → new section.', examples: [{ town: 'city' }] }),
  authors: z
    .record(z.string(), text)
    .default({})
    .meta({ description: 'Old author → new author.', examples: [{ 'jo-smith': 'jo' }] }),
})

const aliasesOf = (what: string, examples: readonly Record<string, string[]>[]) =>
  z
    .record(z.string(), terms)
    .default({})
    .meta({ description: `${what} → its other names.`, examples: [...examples] })

const aliases = z.strictObject({
  tags: aliasesOf('Tag', [{ usa: ['U.S.A.', 'США'] }]),
  sections: aliasesOf('Section', [{ city: ['Місто'] }]),
  authors: aliasesOf('Author', [{ 'Jo Doe': ['Джо Доу'] }]),
})

/** Keys of site.yaml that say what feeds there are and what they show. */
export const feedKeys = {
  feeds: feeds.prefault({}).meta({
    description: 'How many items feeds have, and whether items have the whole article or its summary.',
    examples: [{ items: 50, content: 'full', tags: { items: 30, content: 'summary' } }],
  }),
} as const

export const editorialKeys = {
  authors: z
    .record(
      z.string(),
      z.strictObject({
        name: texts.meta({
          description: "The author's name, as one text or one per language.",
          examples: [{ en: 'Jo Doe', uk: 'Джо Доу' }],
        }),
        url: z
          .string()
          .optional()
          .meta({
            description: "The author's page, absolute or relative to `baseUrl`.",
            examples: ['/authors/jo/'],
            defaultText: 'none',
          }),
      }),
    )
    .default({})
    .meta({
      description: 'Authors by key. An article names the key, or one of the names.',
      examples: [{ jo: { name: { en: 'Jo Doe', uk: 'Джо Доу' }, url: '/authors/jo/' } }],
    }),
  headlines: headlinesSchema.meta({
    description:
      'Blocks that the editors rank, as lists of article ids, at most 100 each. The block `top` has its feeds in `/{lang}/headlines/top/`.',
    examples: [{ top: ['river-bridge', 'school-robotics'] }],
  }),
  backfill: z
    .enum(['auto', 'quiet', 'announce'], 'is not one of auto, quiet and announce')
    .default('auto')
    .meta({
      description:
        'How feeds treat entries that become visible later than their dates say, such as a late translation or an import: `announce` shows them as new, `quiet` shows them in archives only, `auto` is `quiet` for a feed that gets more of them at once than half its items, else `announce`.',
      examples: ['quiet'],
    }),
  withdrawals: withdrawals.prefault({}).meta({
    description: 'How feeds report articles that were withdrawn or deleted.',
    examples: [{ keep: 30, vanished: 'withdraw' }],
  }),
} as const

export const formerTermKeys = {
  aliases: aliases.prefault({}).meta({
    description:
      'Names of tags, sections and authors that mean the same, such as translations. Articles with any of them are in the feeds of the first, and the feeds of the other names redirect (301) to them. Items show the name that the article has, or the label in `locales`.',
    examples: [{ tags: { usa: ['U.S.A.', 'США'] } }],
  }),
  retired: retired.prefault({}).meta({
    description:
      'Tags, sections and authors whose feeds are gone for good. The server answers requests for them with 410.',
    examples: [{ tags: ['olympics-2012'] }],
  }),
  moved: moved.prefault({}).meta({
    description:
      'Tags, sections and authors that were renamed. The server redirects (301) from the feeds of the old name to those of the new one.',
    examples: [{ tags: { 'old-name': 'new-name' } }],
  }),
} as const
