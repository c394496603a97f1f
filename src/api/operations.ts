import type { TokenScope } from '../domain/site.ts'

/** The content of a request or an answer: a schema of the document, or nothing. */
export type Content = 'Article' | 'Variant' | 'Articles' | 'Written' | 'Outcomes' | 'Problem' | 'Delivery' | null

export type Operation = {
  readonly id: string
  readonly method: 'get' | 'put' | 'delete' | 'post'
  readonly path: string
  readonly summary: string
  readonly scope: TokenScope | null
  readonly fields: readonly (keyof typeof FIELDS)[]
  readonly body: Content
  /** The content of answers below 300, except 204. Others are problems. */
  readonly result: Content
  /** Meanings by status. */
  readonly answers: Readonly<Record<number, string>>
}

/** Header fields of requests. */
export const FIELDS = {
  'If-Match': 'Changes only the version with this entity tag.',
  'If-None-Match': '`*`: only creates.',
  Prefer: '`wait=10`: waits up to so many seconds, 30 at most, until readers get the change (RFC 7240).',
  'Idempotency-Key': 'A repeated request with the same key and body gets the first answer, for a day.',
} as const

const REFUSED = {
  401: 'There is no token, or a wrong one.',
  403: 'The token is for another scope, language or section.',
}
const MISSING = { 404: 'There is no such article, or no such variant.' }
const ASKED = { 202: 'Stored. The edition with this revision, or a later one, has it.' }
const CONDITION = { 412: 'The article is another one than the condition says.' }
const FAULTY = { 422: 'Nothing was stored. `errors` has a JSON pointer to each fault.' }
const TYPE = { 415: 'The body has another media type.' }

const GET = { method: 'get', scope: 'read', fields: [], body: null } as const
const PUT = {
  method: 'put',
  scope: 'write',
  fields: ['If-Match', 'If-None-Match', 'Prefer'],
  result: 'Written',
  answers: {
    ...{ 200: 'Replaced, and readers get it.', 201: 'Created, and readers get it.', 413: 'The body is too large.' },
    ...{ ...ASKED, ...REFUSED, ...CONDITION, ...TYPE, ...FAULTY },
  },
} as const
const DELETE = {
  method: 'delete',
  scope: 'write',
  fields: ['If-Match', 'Prefer'],
  body: null,
  result: 'Written',
  answers: { ...ASKED, 204: 'Deleted, also for readers.', ...REFUSED, ...MISSING, ...CONDITION },
} as const

const ARTICLE = '/api/articles/{id}'
const VARIANT = '/api/articles/{id}/{lang}'

/** Everything below `/api/` and `/hooks/`. The document, the page and a test are made from it. */
export const OPERATIONS: readonly Operation[] = [
  { ...PUT, id: 'putArticle', path: ARTICLE, summary: 'Create or replace an article', body: 'Article' },
  {
    ...{ ...GET, id: 'getArticle', path: ARTICLE, summary: 'Read an article', result: 'Article' },
    answers: { 200: 'The article as stored.', ...REFUSED, ...MISSING },
  },
  { ...DELETE, id: 'deleteArticle', path: ARTICLE, summary: 'Delete an article' },
  {
    ...{ ...PUT, id: 'putVariant', path: VARIANT, summary: 'Write one language of an article', body: 'Variant' },
    answers: { ...PUT.answers, ...MISSING },
  },
  {
    ...{ ...GET, id: 'getVariant', path: VARIANT, summary: 'Read one language of an article', result: 'Variant' },
    answers: { 200: 'The variant as stored.', ...REFUSED, ...MISSING },
  },
  {
    ...{ ...DELETE, id: 'deleteVariant', path: VARIANT, summary: 'Delete one language of an article' },
    answers: { ...DELETE.answers, ...FAULTY },
  },
  {
    ...{ id: 'putArticles', method: 'post', path: '/api/articles:batch', scope: 'write' },
    summary: 'Create or replace up to 1,000 articles, one a line, each with its id',
    ...{ fields: ['Prefer', 'Idempotency-Key'], body: 'Articles', result: 'Outcomes' },
    answers: {
      200: 'An outcome a line. Readers get what was stored.',
      202: 'An outcome a line. The edition with the revision, or a later one, has what was stored.',
      ...{ ...REFUSED, 409: 'A request with this key is still running.', 413: 'More than 64 MB or 1,000 lines.' },
      ...{ ...TYPE, 422: 'The key was used for another body.' },
    },
  },
  {
    ...{ id: 'receiveDelivery', method: 'post', path: '/hooks/{source}', scope: null, fields: [], body: null },
    ...{ summary: 'Ask a source for what changed, signed as the source does', result: 'Delivery' },
    answers: {
      200: 'The delivery came before, and is ignored.',
      202: 'The source is asked soon.',
      401: 'The signature is wrong, or too old.',
      404: 'There is no such source, or it has no webhook.',
    },
  },
]

/** The content of an answer. */
export function contentOf({ result }: Operation, status: number): Content {
  if (status >= 400) return 'Problem'
  return status === 204 ? null : result
}
