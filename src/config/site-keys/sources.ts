import { z } from 'zod'
import { DATE_RULES, DEFAULT_URL, DIALECT_NAMES } from '../../domain/sources.ts'
import { fetchedKeys } from './fetched-source.ts'
import { http } from './http-source.ts'
import { absoluteUrl, language, oneOf, someOf, text } from './values.ts'

const exclude = z.array(text).optional()

const json = z.strictObject({ type: z.literal('json'), path: text, exclude })

const markdown = z.strictObject({
  type: z.literal('markdown'),
  path: text,
  layout: z.enum(['suffix', 'directory'], 'is neither suffix nor directory').default('suffix'),
  pattern: text.optional(),
  language: language.optional(),
  exclude,
  languages: z.record(z.string(), language).default({}),
  dialect: z.enum(DIALECT_NAMES, `is not one of ${DIALECT_NAMES.slice(0, -1).join(', ')}`).default('plain'),
  unpublished: z.strictObject({ key: text, value: z.union([z.boolean(), z.number(), text]) }).optional(),
  dates: someOf(oneOf(DATE_RULES)).default(['frontMatter', 'filename']),
  url: text.default(DEFAULT_URL),
})

const key = z.union([text, z.array(text).min(1)]).default('id')

export const ndjson = z.strictObject({ type: z.literal('ndjson'), path: text, key, ...fetchedKeys })

export const sql = z
  .strictObject({
    type: z.literal('sql'),
    database: text.optional(),
    databaseFile: text.optional(),
    query: text,
    key,
    changed: text.optional(),
    listen: z
      .string()
      .regex(/^[A-Za-z_][\w$]*$/, 'is not the name of a channel')
      .optional(),
    ...fetchedKeys,
  })
  .refine(
    ({ database, databaseFile }) => (database === undefined) !== (databaseFile === undefined),
    'has to have either database or databaseFile',
  )

const match = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('hreflang') }),
  z.strictObject({
    by: z.literal('guid'),
    pattern: text.refine(hasOneGroup, 'is not a regular expression with one group'),
  }),
  z.strictObject({ by: z.literal('category'), prefix: text }),
  z.strictObject({ by: z.literal('file'), file: text }),
])

function hasOneGroup(pattern: string): boolean {
  try {
    return new RegExp(`${pattern}|`).exec('')?.length === 2
  } catch {
    return false
  }
}

export const feed = z.strictObject({
  type: z.literal('feed'),
  url: z.union([absoluteUrl, z.record(z.string(), absoluteUrl)]),
  language: language.optional(),
  history: z.boolean().default(false),
  match: match.default({ by: 'hreflang' }),
  ...fetchedKeys,
})

export const sources = z.discriminatedUnion('type', [json, markdown, ndjson, sql, feed, http])
