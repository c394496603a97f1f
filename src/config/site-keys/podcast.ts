import { z } from 'zod'
import { CATEGORIES, MEDIUMS, PODCAST_TYPES } from '../../domain/channel.ts'
import type { Texts } from '../../domain/text.ts'
import { contact } from './channel.ts'
import { absoluteUrl, oneOf, text, texts, wholeNumber } from './values.ts'

/** A text, or an address, per language. */
export class Localized {
  readonly texts: Texts
  readonly isAddress: boolean
  constructor(texts: Texts, isAddress: boolean) {
    this.texts = texts
    this.isAddress = isAddress
  }
}

const localized = texts.transform((value) => new Localized(value, false))
const address = texts.transform((value) => new Localized(value, true))

const artwork = z.union([
  address.transform((url) => ({ url, width: undefined, height: undefined })),
  z.strictObject({ url: address, width: wholeNumber(1, 10_000).optional(), height: wholeNumber(1, 10_000).optional() }),
])

/** `News`, or `News > Daily News`. */
const category = text.transform((written, context) => {
  const [name = '', subcategory] = written.split('>').map((part) => part.trim())
  const subcategories = CATEGORIES[name]
  if (subcategories && subcategory === undefined) return [name]
  if (subcategory !== undefined && subcategories?.includes(subcategory)) return [name, subcategory]
  const categories = subcategories ? [name, ...subcategories.map((one) => `${name} > ${one}`)] : Object.keys(CATEGORIES)
  context.addIssue(`is not in Apple's list: ${categories.join(', ')}`)
  return z.NEVER
})

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const guid = z.string().regex(UUID, 'is not a UUID (like 917393e3-1b1e-5cef-ace4-edaa54e1f810)')
const RRULE = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[\w,+-]+)*$/

/** The keys of a partner whose feeds are a podcast. */
export const podcastKeys = {
  ...{ title: localized.optional(), description: localized.optional(), link: address.optional() },
  ...{ artwork: artwork.optional(), author: localized.optional() },
  owner: contact.extend({ name: localized.optional() }).optional(),
  categories: z.array(category).optional(),
  explicit: z.boolean().optional(),
  type: oneOf(PODCAST_TYPES).optional(),
  guid: z.union([guid, z.record(z.string(), guid)]).optional(),
  locked: z.boolean().optional(),
  funding: z.strictObject({ url: address, text: localized.optional() }).optional(),
  medium: oneOf(MEDIUMS).optional(),
  updateFrequency: z
    .strictObject({ rrule: z.string().regex(RRULE, 'is not like FREQ=WEEKLY'), text: localized })
    .optional(),
  complete: z.boolean().optional(),
  txt: z.array(z.strictObject({ purpose: text.optional(), text: localized })).optional(),
  persons: z
    .array(
      z.strictObject({
        ...{ name: localized, role: text.optional(), group: text.optional() },
        ...{ img: address.optional(), href: address.optional() },
      }),
    )
    .optional(),
  trailer: z
    .strictObject({
      ...{ title: localized, url: address },
      published: z.iso.datetime({ offset: true, error: 'is not a date with a time and an offset (RFC 3339)' }),
      ...{ length: wholeNumber(1).optional(), season: wholeNumber(1).optional() },
    })
    .optional(),
  newFeedUrl: address.optional(),
  prefix: absoluteUrl.optional(),
}
