import { z } from 'zod'
import type { Cdn } from '../domain/surrogate-key.ts'
import { webUrl } from '../domain/url.ts'
import type { SiteFiles } from './key-error.ts'
import { absoluteUrl } from './site-keys/values.ts'

/** Header fields that responses or purges already have. */
const RESERVED_FIELDS =
  /^(?:access-control-.*|age|allow|cache-control|connection|content-.*|date|etag|expires|host|keep-alive|last-modified|link|location|retry-after|server|set-cookie|te|trailer|transfer-encoding|upgrade|vary|via|webhook-.*|x-content-type-options)$/i

/** `cdn` of `site.yaml`, as written. */
export const cdnSchema = z.strictObject({
  // RFC 9110 §5.6.2: a token.
  header: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header field (like Surrogate-Key or Cache-Tag)')
    .refine((name) => !RESERVED_FIELDS.test(name), 'is a header field that has another meaning')
    .default('Surrogate-Key'),
  purge: z
    .strictObject({
      url: absoluteUrl.refine(
        (value) => !hasLogin(value),
        'has a user name or a password: purges are signed with secretFile instead',
      ),
      secretFile: z.string().min(1, 'is empty'),
    })
    .optional(),
})

function hasLogin(value: string): boolean {
  const { username, password } = webUrl(value) ?? { username: '', password: '' }
  return username !== '' || password !== ''
}

/** @throws KeyError */
export function cdnOf(written: z.output<typeof cdnSchema> | undefined, readSecret: SiteFiles['secret']): Cdn | null {
  if (!written) return null
  const { header, purge } = written
  if (!purge) return { header, purge: null }
  const secret = readSecret(purge.secretFile, ['cdn', 'purge', 'secretFile'])
  return { header, purge: { url: new URL(purge.url).href, secret } }
}
