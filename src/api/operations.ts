import type { TokenScope } from '../domain/site.ts'

/** What an answer or a request contains: a schema of the document, or nothing. */
export type Content = 'Article' | 'Variant' | 'Articles' | 'Written' | 'Outcomes' | 'Problem' | 'Delivery' | null

export type Operation = {
  readonly id: string
  readonly method: 'get' | 'put' | 'delete' | 'post'
  readonly path: string
  readonly summary: string
  readonly scope: TokenScope | null
  readonly fields: readonly Field[]
  readonly body: Content
  readonly answers: Readonly<Record<number, readonly [meaning: string, content: Content]>>
}

const FIELDS = {
  'If-Match': 'Changes only the version with this entity tag.',
  'If-None-Match': '`*`: only creates.',
  Prefer: '`wait=10`: waits up to so many seconds, 30 at most, until readers get the change (RFC 7240).',
  'Idempotency-Key': 'A repeated request with the same key and body gets the first answer, for a day.',
} as const
export type Field = keyof typeof FIELDS
export const FIELD_MEANINGS: Readonly<Record<Field, string>> = FIELDS

const REFUSED = {
  401: ['There is no token, or a wrong one.', 'Problem'],
  403: ['The token is for another scope, language or section.', 'Problem'],
} as const
const CHANGES = ['If-Match', 'Prefer'] as const
const ASKED = ['Stored. The edition with this revision, or a later one, has it.', 'Written'] as const
const MISSING = ['There is no such article, or no such variant.', 'Problem'] as const
const CONDITION = ['The article is another one than the condition says.', 'Problem'] as const
const TOO_LARGE = ['The body is too large.', 'Problem'] as const
const TYPE = ['The body has another media type.', 'Problem'] as const
const FAULTY = ['Nothing was stored. `errors` has a JSON pointer to each fault.', 'Problem'] as const

const PUT: Operation['answers'] = {
  ...REFUSED,
  ...{
    200: ['Replaced, and readers get it.', 'Written'],
    201: ['Created, and readers get it.', 'Written'],
    202: ASKED,
  },
  ...{ 412: CONDITION, 413: TOO_LARGE, 415: TYPE, 422: FAULTY },
}
const DELETE: Operation['answers'] = {
  ...REFUSED,
  202: ASKED,
  204: ['Deleted, also for readers.', null],
  404: MISSING,
  412: CONDITION,
}

const ARTICLE = '/api/articles/{id}'
const VARIANT = '/api/articles/{id}/{lang}'

/** Everything below `/api/` and `/hooks/`. The document, the page and a test are made from it. */
export const OPERATIONS: readonly Operation[] = [
  {
    ...{ id: 'putArticle', method: 'put', path: ARTICLE, summary: 'Create or replace an article', scope: 'write' },
    ...{ fields: ['If-Match', 'If-None-Match', 'Prefer'], body: 'Article', answers: PUT },
  },
  {
    ...{ id: 'getArticle', method: 'get', path: ARTICLE, summary: 'Read an article', scope: 'read' },
    ...{ fields: [], body: null, answers: { ...REFUSED, 200: ['The article as stored.', 'Article'], 404: MISSING } },
  },
  {
    ...{ id: 'deleteArticle', method: 'delete', path: ARTICLE, summary: 'Delete an article', scope: 'write' },
    ...{ fields: CHANGES, body: null, answers: DELETE },
  },
  {
    ...{ id: 'putVariant', method: 'put', path: VARIANT, summary: 'Write one language of an article', scope: 'write' },
    ...{ fields: ['If-Match', 'If-None-Match', 'Prefer'], body: 'Variant', answers: { ...PUT, 404: MISSING } },
  },
  {
    ...{ id: 'getVariant', method: 'get', path: VARIANT, summary: 'Read one language of an article', scope: 'read' },
    ...{ fields: [], body: null, answers: { ...REFUSED, 200: ['The variant as stored.', 'Variant'], 404: MISSING } },
  },
  {
    ...{ id: 'deleteVariant', method: 'delete', path: VARIANT, summary: 'Delete one language of an article' },
    ...{ scope: 'write', fields: CHANGES, body: null, answers: { ...DELETE, 422: FAULTY } },
  },
  {
    ...{ id: 'putArticles', method: 'post', path: '/api/articles:batch', scope: 'write', body: 'Articles' },
    summary: 'Create or replace up to 1,000 articles, one a line, each with its id',
    fields: ['Prefer', 'Idempotency-Key'],
    answers: {
      ...{ 200: ['An outcome a line. Readers get what was stored.', 'Outcomes'], 401: REFUSED[401], 403: REFUSED[403] },
      202: ['An outcome a line. The edition with the revision, or a later one, has what was stored.', 'Outcomes'],
      409: ['A request with this key is still running.', 'Problem'],
      ...{ 413: ['More than 64 MB or 1,000 lines.', 'Problem'], 415: TYPE },
      422: ['The key was used for another body.', 'Problem'],
    },
  },
  {
    ...{ id: 'receiveDelivery', method: 'post', path: '/hooks/{source}', scope: null, fields: [], body: null },
    summary: 'Ask a source for what changed, signed as the source does',
    answers: {
      200: ['The delivery came before, and is ignored.', 'Delivery'],
      202: ['The source is asked soon.', 'Delivery'],
      401: ['The signature is wrong, or too old.', 'Problem'],
      404: ['There is no such source, or it has no webhook.', 'Problem'],
    },
  },
]
