import type { Encode } from '../editions/encodings.ts'
import type { Document } from './document.ts'

/**
 * A private partner's document for a request that brought its token in the address: the partner's own addresses in it carry
 * the token, too, so that `rel=self` is the address that was asked for (RSS profile), and links of a page lead on. Nothing
 * else has the token: the document as it is kept, and as a bearer token gets it, is without. No cache keeps it, and no
 * `Referer` tells it.
 */
export function withToken(document: Document, partner: string, token: string, encode: Encode): Document {
  const added = (text: string): string => text.replace(addressesOf(partner), `$&?token=${encodeURIComponent(token)}`)
  const { kind, mediaType, languages, version, lastModified, vary, keys } = document
  const isReferrerSaid = document.fields.some((field) => field.toLowerCase() === 'referrer-policy')
  return {
    ...(kind && { kind }),
    ...{ mediaType, languages, version, lastModified, vary, keys },
    cacheControl: 'private, no-cache',
    fields: [...document.fields.map(added), ...(isReferrerSaid ? [] : ['Referrer-Policy', 'no-referrer'])],
    ready: () => undefined,
    body: async (encoding) => {
      const body = Buffer.from(added((await document.body('identity')).toString()))
      return encoding === 'identity' ? body : encode(body, encoding)
    },
  }
}

/** The partner's paths, in absolute addresses as in relative ones, that have no query yet. */
function addressesOf(partner: string): RegExp {
  return new RegExp(`/partners/${partner}/[\\w./%~+!-]+(?:,[\\w./%~+!-]+)*(?![\\w./%~+!?-])`, 'g')
}
