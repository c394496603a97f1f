import { z } from 'zod'
import type { AlertTarget } from '../domain/site.ts'
import { KeyError, type SiteFiles } from './key-error.ts'
import { someOf, text } from './site-keys/values.ts'

const address = { url: text.optional(), urlFile: text.optional() }
const mailbox = z.string().regex(/^[^\s@<>()]+@[^\s@<>()]+$/, 'is not an e-mail address')

/** `alerts` of `site.yaml`, as written. */
export const alertsSchema = z.array(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('standard'), ...address, secretFile: text }),
    z.strictObject({ type: z.literal('slack'), ...address }),
    z.strictObject({ type: z.literal('discord'), ...address }),
    z.strictObject({ type: z.literal('ntfy'), ...address, secretFile: text.optional() }),
    z.strictObject({ type: z.literal('email'), ...address, from: mailbox, to: someOf(mailbox) }),
  ]),
)

/** @throws KeyError */
export function alertsOf(written: z.output<typeof alertsSchema>, readSecret: SiteFiles['secret']): AlertTarget[] {
  return written.map((target, index) => {
    const { type, url, urlFile, secretFile, ...mail } = { secretFile: undefined, ...target }
    const read = (name: string, file: string): string => readSecret(file, ['alerts', index, name])
    const named = urlFile === undefined ? url : read('urlFile', urlFile)
    const scheme = type === 'email' ? 'smtp' : 'http'
    if (!named || (url && urlFile) || !URL.canParse(named) || !new RegExp(`^${scheme}s?://`, 'i').test(named)) {
      throw new KeyError(['alerts', index], `has to have url or urlFile, with an address like ${scheme}s://host`)
    }
    return { type, url: named, secret: secretFile === undefined ? '' : read('secretFile', secretFile), ...mail }
  })
}
