import { z } from 'zod'
import { hubAddress, type Site } from '../domain/site.ts'
import { KeyError } from './key-error.ts'
import { absoluteUrl, networks } from './site-keys/values.ts'

/** `hub` of `site.yaml`, as written. Feeds announce the addresses, so they must have no password. */
export const hubSchema = z.strictObject({
  own: z.boolean().default(true),
  external: z
    .array(
      absoluteUrl
        .transform((value) => new URL(value).href)
        .refine((value) => !/^https?:\/\/[^/]*@|#/.test(value), 'has a user name, a password or a fragment'),
    )
    .max(5, 'has more than 5 hubs')
    .refine((hubs) => new Set(hubs).size === hubs.length, 'names a hub twice')
    .default([]),
  allowCallbacks: networks.default([]),
})

/** @throws KeyError */
export function hubOf(hub: z.output<typeof hubSchema>, feedUrl: string): Site['hub'] {
  const index = hub.external.indexOf(hubAddress(feedUrl))
  if (index < 0) return hub
  throw new KeyError(['hub', 'external', index], 'is the own hub of this server: remove it, and set hub.own')
}
