import { z } from 'zod'
import { expression, fetchedKeys } from './fetched-source.ts'
import { absoluteUrl, someOf, text, wholeNumber } from './values.ts'

const parameters = z.record(z.string(), z.union([z.string(), z.number().transform(String)]))
const optionalExpression = expression(false)

const request = z.strictObject({
  path: text,
  query: parameters.default({}),
  authenticatedQuery: parameters.default({}),
  since: parameters.optional(),
  overlap: wholeNumber(0).default(60),
  each: z.literal('language').optional(),
  only: z.literal('changes').optional(),
  also: optionalExpression.optional(),
  items: optionalExpression,
  key: optionalExpression,
  changed: optionalExpression.optional(),
  deleted: optionalExpression.optional(),
  next: optionalExpression.optional(),
  total: optionalExpression.optional(),
})

const requests = someOf(request).optional()

/** A preset: a file in `src/fetching/presets`, or beside site.yaml. */
export const presetSchema = z.strictObject({
  ...{ extends: text.optional(), requests, article: fetchedKeys.article, values: fetchedKeys.values },
})

const named = z.strictObject({ name: text, file: text })

export const http = z.strictObject({
  type: z.literal('http'),
  ...fetchedKeys,
  url: absoluteUrl,
  preset: text.optional(),
  authentication: z
    .strictObject({
      basic: z.strictObject({ user: text, passwordFile: text }).optional(),
      bearer: z.strictObject({ file: text }).optional(),
      header: named.optional(),
      query: named.optional(),
    })
    .optional(),
  requests,
})
