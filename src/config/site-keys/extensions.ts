import { z } from 'zod'
import { text } from './values.ts'

/** A key, or a text that is the same everywhere. */
const value = z.union([text, z.strictObject({ text })])

const leaf = z.strictObject({
  element: text,
  value: text.optional(),
  text: text.optional(),
  attributes: z.record(z.string(), value).default({}),
})

const element = leaf.extend({ each: text.optional(), children: z.array(leaf).default([]) })

export const extensionsSchema = z.strictObject({
  namespaces: z.record(z.string(), text).default({}),
  channel: z.array(element).default([]),
  items: z.array(element).default([]),
})
