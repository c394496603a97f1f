import { z } from 'zod'
import type { Cdn } from '../domain/site.ts'
import { webUrl } from '../domain/url.ts'

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
    .default('Surrogate-Key')
    .meta({
      description:
        'The header field with the surrogate keys of an answer: `Surrogate-Key` for Fastly and Varnish, `Cache-Tag` for Cloudflare, `Edge-Cache-Tag` for Akamai, `xkey` for the Varnish module of that name.',
      examples: ['Cache-Tag'],
    }),
  purge: z
    .strictObject({
      url: z
        .string()
        .refine((value) => webUrl(value) !== undefined, 'is not an absolute http or https URL')
        .refine((value) => !hasLogin(value), 'has a user name or a password: purges are signed with secretFile instead')
        .meta({
          description: 'The address that the server sends the keys of changed documents to, by POST.',
          examples: ['https://purge.example/polyfeed'],
        }),
      secretFile: z
        .string()
        .min(1, 'is empty')
        .meta({
          description:
            "A file with the secret that purges are signed with (Standard Webhooks), of 16 characters or more, relative to the newsroom's folder.",
          examples: ['purge.secret'],
        }),
    })
    .optional()
    .meta({
      description: 'Where purges are sent.',
      examples: [{ url: 'https://purge.example/polyfeed', secretFile: 'purge.secret' }],
      defaultText: 'no purges',
    }),
})

function hasLogin(value: string): boolean {
  const { username, password } = webUrl(value) ?? { username: '', password: '' }
  return username !== '' || password !== ''
}

/** `readSecret` reads a file beside `site.yaml`. @throws KeyError */
export function cdnOf(
  written: z.output<typeof cdnSchema> | undefined,
  readSecret: (file: string, key: readonly PropertyKey[]) => string,
): Cdn | null {
  if (!written) return null
  const { header, purge } = written
  if (!purge) return { header, purge: null }
  const secret = readSecret(purge.secretFile, ['cdn', 'purge', 'secretFile'])
  return { header, purge: { url: new URL(purge.url).href, secret } }
}
