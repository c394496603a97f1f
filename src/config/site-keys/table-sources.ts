import { z } from 'zod'
import { fetchedKeys } from './fetched-source.ts'
import { text } from './values.ts'

const key = z
  .union([text, z.array(text).min(1)])
  .default('id')
  .meta({
    description:
      'The property, or the properties, that identify a record. A record with the same key replaces the earlier one.',
    examples: [['id', 'language']],
  })

export const ndjson = z.strictObject({
  type: z.literal('ndjson').meta({
    description: 'A file with one JSON object per line; it may be compressed with gzip.',
    examples: ['ndjson'],
  }),
  path: text.meta({
    description:
      "The file, relative to the newsroom's folder. Replace it as a whole: write another file and rename it.",
    examples: ['export/articles.ndjson.gz'],
  }),
  key,
  ...fetchedKeys,
})

export const sql = z
  .strictObject({
    type: z.literal('sql').meta({
      description: 'A query of a PostgreSQL or SQLite database: each row is a record.',
      examples: ['sql'],
    }),
    database: text.optional().meta({
      description:
        "`sqlite:FILE`, relative to the newsroom's folder, or `postgres://…`. An address with a password belongs in `databaseFile`.",
      examples: ['sqlite:../cms.db'],
      defaultText: 'the address in `databaseFile`',
    }),
    databaseFile: text.optional().meta({
      description: "A file with the address of the database, relative to the newsroom's folder.",
      examples: ['cms-database'],
      defaultText: 'none',
    }),
    query: text.meta({
      description:
        'The query, or the name of a table or a view. Its rows have the properties of an article, or `article` maps them.',
      examples: ['SELECT id, section, tags, variants, updated FROM articles'],
    }),
    key,
    changed: text.optional().meta({
      description:
        'A column that grows whenever a row changes, like the time of its last change. With it, only newer rows are read between two fetches of everything.',
      examples: ['updated_at'],
      defaultText: 'none: every fetch reads all rows',
    }),
    listen: z
      .string()
      .regex(/^[A-Za-z_][\w$]*$/, 'is not the name of a channel')
      .optional()
      .meta({
        description: 'A channel of PostgreSQL. Each `NOTIFY` on it starts a fetch at once.',
        examples: ['articles_changed'],
        defaultText: 'none',
      }),
    ...fetchedKeys,
  })
  .refine(
    ({ database, databaseFile }) => (database === undefined) !== (databaseFile === undefined),
    'has to have either database or databaseFile',
  )
