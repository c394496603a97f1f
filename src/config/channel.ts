import type { z } from 'zod'
import type { ChannelPicture, ChannelSettings, Contact } from '../domain/site.ts'
import type { channelSchema } from './site-keys/channel.ts'
import { absoluteTexts, canonicalTexts, webAddress } from './texts.ts'

type Written = z.output<typeof channelSchema>

/** @throws KeyError */
export function channelSettings(
  written: Written,
  { baseUrl, feedUrl }: { readonly baseUrl: string; readonly feedUrl: string },
): ChannelSettings {
  const { accent, license, support, rights } = written
  // This server serves `/media/`, as in articles.
  const pictureOf = (name: 'logo' | 'icon' | 'cover'): ChannelPicture | null => {
    const picture = written[name]
    if (!picture) return null
    const { url, width = null, height = null } = picture
    const address = url.startsWith('/media/') ? feedUrl + url : url
    return { url: webAddress(address, baseUrl, ['channel', name]), width, height }
  }
  const contactOf = (name: 'editor' | 'webmaster'): Contact | null => {
    const contact = written[name]
    if (!contact) return null
    return { email: contact.email, name: contact.name ? canonicalTexts(contact.name, ['channel', name]) : null }
  }
  return {
    ...{ logo: pictureOf('logo'), icon: pictureOf('icon'), cover: pictureOf('cover'), accent: accent ?? null },
    rights: rights ? canonicalTexts(rights, ['channel', 'rights']) : null,
    license: license ? webAddress(license, baseUrl, ['channel', 'license']) : null,
    ...{ editor: contactOf('editor'), webmaster: contactOf('webmaster') },
    categories: written.categories.map((category, index) => canonicalTexts(category, ['channel', 'categories', index])),
    support: support
      ? absoluteTexts(canonicalTexts(support, ['channel', 'support']), baseUrl, ['channel', 'support'])
      : null,
    me: written.me.map((profile, index) => webAddress(profile, baseUrl, ['channel', 'me', index])),
  }
}
