import { z } from 'zod'
import { compile } from '../../expression.ts'
import { fetchedKeys } from './fetched-source.ts'
import { absoluteUrl, language, text, wholeNumber } from './values.ts'

/** A JSONata expression. */
function expression(regex: boolean) {
  return z.string().superRefine((written, context) => {
    try {
      compile(written, { regex })
    } catch (error) {
      context.addIssue((error as Error).message)
    }
  })
}

const parameters = z.record(z.string(), z.union([z.string(), z.number().transform(String)]))
const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())])

const request = z.strictObject({
  path: text.meta({
    description:
      'The path below `url`. `{language}` is the language of `each`; other names in braces are keys of `values`.',
    examples: ['wp-json/wp/v2/{type}'],
  }),
  query: parameters.default({}).meta({
    description: 'Query parameters. The same placeholders as in `path`.',
    examples: [{ per_page: '100' }],
  }),
  authenticatedQuery: parameters.default({}).meta({
    description: 'Further query parameters, if the source has `authentication`.',
    examples: [{ status: 'publish,future,draft,private,trash' }],
  }),
  since: parameters.optional().meta({
    description:
      'Further query parameters, if only changes are wanted. `{since}` is the newest `changed` so far, minus `overlap`, in UTC; `{sinceSeconds}` the same in seconds since 1970.',
    examples: [{ modified_after: '{since}' }],
    defaultText: 'none: the request asks for everything each time',
  }),
  overlap: wholeNumber(0)
    .default(60)
    .meta({ description: 'Seconds of changes that are asked for a second time.', examples: [300] }),
  each: z
    .literal('language')
    .optional()
    .meta({
      description: "`language` repeats the request for each of the site's languages.",
      examples: ['language'],
      defaultText: 'one request',
    }),
  only: z
    .literal('changes')
    .optional()
    .meta({
      description: '`changes` leaves the request out when everything is fetched.',
      examples: ['changes'],
      defaultText: 'always',
    }),
  items: expression(false).meta({
    description: 'JSONata: the list of records in an answer. If it is no list, the fetch fails.',
    examples: ['posts'],
  }),
  key: expression(false).meta({
    description: "JSONata: a record's key, unique in the source. It never changes.",
    examples: ["'posts/' & id"],
  }),
  changed: expression(false)
    .optional()
    .meta({
      description: "JSONata: a record's time of change, as an ISO date or in milliseconds since 1970.",
      examples: ["modified_gmt & 'Z'"],
      defaultText: 'that of the request before',
    }),
  deleted: expression(false)
    .optional()
    .meta({
      description: 'JSONata: whether a record was deleted or is no longer public. Nothing of it is kept.',
      examples: ["status = 'trash'"],
      defaultText: 'never',
    }),
  next: expression(false)
    .optional()
    .meta({
      description: 'JSONata: the address of the next page, or its query parameters, or nothing.',
      examples: ['$links.next'],
      defaultText: 'one page',
    }),
  total: expression(false)
    .optional()
    .meta({
      description: 'JSONata: the number of records on all pages.',
      examples: ['meta.pagination.total'],
      defaultText: 'unknown',
    }),
})

const requests = z.array(request).min(1, 'is empty')
const article = expression(true)
const values = z.record(z.string(), value)

/** A preset: a file in `src/fetching/presets`, or beside site.yaml. */
export const presetSchema = z.strictObject({
  extends: text.optional(),
  requests: requests.optional(),
  article: article.optional(),
  values: values.optional(),
})

const secretFile = text.meta({
  description: "A file with the secret, of 16 characters or more, relative to the newsroom's folder.",
  examples: ['cms-token'],
})
const parameterName = text.meta({
  description: 'The name of the header field, or of the query parameter.',
  examples: ['key'],
})

export const httpKeys = z.strictObject({
  type: z.literal('http').meta({ description: 'Any JSON API, by a preset or by expressions.', examples: ['http'] }),
  ...fetchedKeys,
  url: absoluteUrl.meta({ description: 'The address of the system.', examples: ['https://cms.example'] }),
  preset: text.optional().meta({
    description:
      'The preset of the system: `wordpress`, `wordpress-polylang`, `wordpress-wpml`, `ghost`, `strapi`, `directus`, `contentful`, `drupal`, or a file beside site.yaml.',
    examples: ['wordpress-polylang'],
    defaultText: '`requests` and `article`',
  }),
  authentication: z
    .strictObject({
      basic: z
        .strictObject({
          user: text.meta({ description: 'The name of the user.', examples: ['feeds'] }),
          passwordFile: secretFile,
        })
        .optional()
        .meta({
          description: 'HTTP Basic, with a password in a file.',
          examples: [{ user: 'feeds', passwordFile: 'wp-password' }],
          defaultText: 'none',
        }),
      bearer: z
        .strictObject({ file: secretFile })
        .optional()
        .meta({ description: 'A bearer token in a file.', examples: [{ file: 'cms-token' }], defaultText: 'none' }),
      header: z
        .strictObject({ name: parameterName, file: secretFile })
        .optional()
        .meta({
          description: 'A header field whose value is in a file.',
          examples: [{ name: 'X-Api-Key', file: 'cms-key' }],
          defaultText: 'none',
        }),
      query: z
        .strictObject({ name: parameterName, file: secretFile })
        .optional()
        .meta({
          description: 'A query parameter whose value is in a file.',
          examples: [{ name: 'key', file: 'ghost-key' }],
          defaultText: 'none',
        }),
    })
    .optional()
    .meta({
      description: 'How the server identifies itself. Without it, the server reads what is public.',
      examples: [{ basic: { user: 'feeds', passwordFile: 'wp-password' } }],
      defaultText: 'none',
    }),
  languages: z
    .record(z.string(), language)
    .default({})
    .meta({
      description: 'The languages that the system names by other tags. `en-US` is `en` without it.',
      examples: [{ fr_FR: 'fr' }],
    }),
  values: values.optional().meta({
    description: "Values for the preset's placeholders and expressions (`$source`).",
    examples: [{ type: 'news' }],
    defaultText: "the preset's",
  }),
  requests: requests.optional().meta({
    description: 'What is asked, in place of the preset.',
    examples: [[{ path: 'api/news', items: 'news', key: 'id' }]],
    defaultText: "the preset's",
  }),
  article: article.optional().meta({
    description: 'JSONata: the article of a record, in place of the preset. Without both, records are articles.',
    examples: ['{"published": date, "variants": {lang: {"title": title, "content": html, "url": url}}}'],
    defaultText: "the preset's",
  }),
})
