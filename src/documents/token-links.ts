import type { Encode } from '../editions/encodings.ts'
import type { Document } from './document.ts'

/**
 * A private partner's document for a request with its token in the URL: the partner's own URLs get the token, so that
 * `rel=self` is the requested URL (RSS profile) and a page's links work. Cached documents, and those for bearer tokens,
 * never contain it. Shared caches do not store the answer, and `Referer` does not reveal the token.
 */
export function withToken(document: Document, partner: string, token: string, encode: Encode): Document {
  // The partner's paths without a query, in absolute and relative URLs.
  const urls = new RegExp(`/partners/${partner}/[\\w./%~+!-]+(?:,[\\w./%~+!-]+)*(?![\\w./%~+!?-])`, 'g')
  const addToken = (text: string): string => text.replace(urls, `$&?token=${encodeURIComponent(token)}`)
  const { kind, mediaType, languages, version, lastModified, vary, surrogateKeyField } = document
  const hasReferrerPolicy = document.fields.some((field) => field.toLowerCase() === 'referrer-policy')
  return {
    ...(kind && { kind }),
    ...{ mediaType, languages, version, lastModified, vary, surrogateKeyField },
    cacheControl: 'private, no-cache',
    fields: [...document.fields.map(addToken), ...(hasReferrerPolicy ? [] : ['Referrer-Policy', 'no-referrer'])],
    bodyInMemory: () => undefined,
    body: async (encoding) => {
      const body = Buffer.from(addToken((await document.body('identity')).toString()))
      return encoding === 'identity' ? body : encode(body, encoding)
    },
  }
}
