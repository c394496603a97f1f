import { z } from 'zod'
import { described } from '../../intake/written-values.ts'
import { expression, fetchedKeys } from './fetched-source.ts'
import { absoluteUrl, text, wholeNumber } from './values.ts'

const parameters = z.record(z.string(), z.union([z.string(), z.number().transform(String)]))
const asked = expression(false)

const request = z.strictObject({
  path: described(
    text,
    'The path below `url`. `{language}` is the language of `each`; other names in braces are keys of `values`.',
    'wp-json/wp/v2/{type}',
  ),
  query: described(parameters.default({}), 'Query parameters, with the placeholders of `path`.', { per_page: '100' }),
  authenticatedQuery: described(
    parameters.default({}),
    'Further query parameters, if the source has `authentication`.',
    { status: 'publish,future,draft,pending,private,trash' },
  ),
  since: described(
    parameters.optional(),
    'Further query parameters, if only changes are wanted. `{since}` is the newest `changed` so far, minus `overlap`, in UTC; `{sinceSeconds}` the same in seconds since 1970.',
    { modified_after: '{since}' },
    'none: the request asks for everything each time',
  ),
  overlap: described(wholeNumber(0).default(60), 'Seconds of changes that are asked for a second time.', 300),
  each: described(
    z.literal('language').optional(),
    "`language` repeats the request for each of the site's languages.",
    'language',
    'one request',
  ),
  only: described(
    z.literal('changes').optional(),
    '`changes` leaves the request out when everything is fetched.',
    'changes',
    'always',
  ),
  also: described(
    asked.optional(),
    'JSONata: further paths that a page needs. Their answers are `$also` in `items`.',
    '["api/topics?ids=" & $join(news.topics, ",")]',
    'none',
  ),
  items: described(asked, 'JSONata: the list of records in an answer. If it is no list, the fetch fails.', 'posts'),
  key: described(asked, "JSONata: a record's key, unique in the source. It never changes.", "'posts/' & id"),
  changed: described(
    asked.optional(),
    "JSONata: a record's time of change, as an ISO date or in milliseconds since 1970.",
    "modified_gmt & 'Z'",
    'that of the request before',
  ),
  deleted: described(
    asked.optional(),
    'JSONata: whether a record was deleted or is no longer public. Nothing of it is kept.',
    "status = 'trash'",
    'never',
  ),
  next: described(
    asked.optional(),
    'JSONata: the address of the next page, or its query parameters, or nothing.',
    '$links.next',
    'one page',
  ),
  total: described(
    asked.optional(),
    'JSONata: the number of records on all pages.',
    'meta.pagination.total',
    'unknown',
  ),
})

const requests = described(
  z.array(request).min(1, 'is empty').optional(),
  'What is asked, in place of the preset.',
  [{ path: 'api/news', items: 'news', key: 'id' }],
  "the preset's",
)

/** A preset: a file in `src/fetching/presets`, or beside site.yaml. */
export const presetSchema = z.strictObject({
  ...{ extends: text.optional(), requests, article: fetchedKeys.article, values: fetchedKeys.values },
})

const file = described(text, "A file with the secret, relative to the newsroom's folder.", 'cms-key')
const named = z.strictObject({
  name: described(text, 'The name of the header field, or of the query parameter.', 'key'),
  file,
})

export const http = z.strictObject({
  type: z.literal('http').meta({ description: 'Any JSON API, by a preset or by expressions.', examples: ['http'] }),
  ...fetchedKeys,
  url: described(absoluteUrl, 'The address of the system.', 'https://cms.example'),
  preset: described(
    text.optional(),
    'The preset of the system: `wordpress`, `wordpress-polylang`, `wordpress-wpml`, `ghost`, `strapi`, `directus`, `contentful`, `drupal`, or a file beside site.yaml.',
    'wordpress-polylang',
    '`requests` and `article`',
  ),
  authentication: described(
    z
      .strictObject({
        basic: described(
          z.strictObject({ user: described(text, 'The name of the user.', 'feeds'), passwordFile: file }).optional(),
          'HTTP Basic, with a password in a file.',
          { user: 'feeds', passwordFile: 'wp-password' },
          'none',
        ),
        bearer: described(z.strictObject({ file }).optional(), 'A bearer token.', { file: 'cms-token' }, 'none'),
        header: described(named.optional(), 'A header field.', { name: 'X-Api-Key', file: 'cms-key' }, 'none'),
        query: described(named.optional(), 'A query parameter.', { name: 'key', file: 'ghost-key' }, 'none'),
      })
      .optional(),
    'How the server identifies itself, with a secret of 16 characters or more in a file. Without it, the server reads what is public.',
    { basic: { user: 'feeds', passwordFile: 'wp-password' } },
    'none',
  ),
  requests,
})
