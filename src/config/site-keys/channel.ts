import { z } from 'zod'
import { text, texts, wholeNumber } from './values.ts'

/** A picture's address, absolute or relative to `baseUrl`; `/media/…` is a file of this server. */
const picture = z.union([
  text.transform((url) => ({ url, width: undefined, height: undefined })),
  z.strictObject({ url: text, width: wholeNumber(1, 10_000).optional(), height: wholeNumber(1, 10_000).optional() }),
])

const contact = z.strictObject({
  name: texts.optional(),
  email: z.string().regex(/^[^\s@<>()]+@[^\s@<>()]+$/, 'is not an e-mail address'),
})

/** `channel` of `site.yaml`, as written. */
export const channelSchema = z.strictObject({
  logo: picture.optional(),
  icon: picture.optional(),
  cover: picture.optional(),
  accent: z
    .string()
    .regex(/^#?[0-9a-f]{6}$/i, 'is not a colour of six hexadecimal digits (like "#b3421b")')
    .transform((colour) => `#${colour.replace('#', '').toLowerCase()}`)
    .optional(),
  rights: texts.optional(),
  license: text.optional(),
  editor: contact.optional(),
  webmaster: contact.optional(),
  categories: z.array(texts).default([]),
  support: texts.optional(),
  me: z.array(text).default([]),
})
