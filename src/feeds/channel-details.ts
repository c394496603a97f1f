import type { ChannelPicture, ChannelSettings, Contact } from '../domain/channel.ts'
import type { Language } from '../domain/language.ts'
import { type Site, textIn } from '../domain/site.ts'
import { element } from './markup.ts'

// Facts of the newsroom in feeds: pictures, rights, people, support. Each format writes those that it has a place for.

/** {@link ChannelSettings} in one language. */
export type ChannelDetails = Pick<ChannelSettings, 'logo' | 'icon' | 'cover' | 'accent' | 'license'> & {
  readonly rights: string | null
  readonly support: string | null
  readonly categories: readonly string[]
  /** As RSS 2.0 writes people: `anna@news.example (Anna Koval)`. */
  readonly editor: string | null
  readonly webmaster: string | null
}

export function channelDetails({ channel, languages, title }: Site, language: Language): ChannelDetails {
  const { logo, icon, cover, accent, license, rights, support, categories } = channel
  const inLanguage = (texts: typeof rights): string | null => texts && textIn(texts, language, languages)
  const contact = (person: Contact | null): string | null =>
    person && `${person.email} (${inLanguage(person.name ?? title)})`
  return {
    ...{ logo, icon, cover, accent, license, rights: inLanguage(rights), support: inLanguage(support) },
    categories: categories.map((category) => textIn(category, language, languages)),
    ...{ editor: contact(channel.editor), webmaster: contact(channel.webmaster) },
  }
}

type ChannelNames = { readonly title: string; readonly home: string }

/** RSS 2.0: the picture's title and link are the channel's. */
export function rssDetails(details: ChannelDetails, { title, home }: ChannelNames): string[] {
  const { logo, rights, license, editor, webmaster, categories } = details
  const image =
    logo === null ? '' : `${element('url', logo.url)}${element('title', title)}${element('link', home)}${sizeOf(logo)}`
  return [
    element('copyright', rights),
    element('managingEditor', editor),
    element('webMaster', webmaster),
    ...categories.map((category) => element('category', category)),
    image && `<image>${image}</image>`,
    isCreativeCommons(license) ? element('creativeCommons:license', license) : '',
    ...linkElements(details, 'atom:link'),
    ...webfeeds(details),
  ].filter((one) => one !== '')
}

/** RFC 4287 §4.2. */
export function atomDetails(details: ChannelDetails): string[] {
  const { logo, icon, rights, categories } = details
  return [
    ...categories.map((category) => element('category', '', { term: category })),
    element('icon', icon?.url),
    element('logo', logo?.url),
    element('rights', rights),
    ...linkElements(details, 'link'),
  ].filter((one) => one !== '')
}

/** RFC 4946; `payment` is a registered link relation. */
function linkElements({ license, support }: ChannelDetails, name: string): string[] {
  return [
    license ? element(name, '', { rel: 'license', href: license }) : '',
    support ? element(name, '', { rel: 'payment', href: support }) : '',
  ]
}

/** Feedly's elements. They are written only for a setting that needs them, because validators do not know them. */
function webfeeds({ logo, icon, cover, accent }: ChannelDetails): string[] {
  if (!cover && !accent) return []
  return [
    element('webfeeds:cover', '', { image: cover?.url }),
    element('webfeeds:icon', icon?.url),
    element('webfeeds:logo', logo?.url),
    element('webfeeds:accentColor', accent?.slice(1).toUpperCase()),
  ]
}

/** RSS 2.0: at most 144 × 400 pixels. A larger picture is shown smaller. */
function sizeOf({ width, height }: ChannelPicture): string {
  if (width === null || height === null) return ''
  const scale = Math.min(1, 144 / width, 400 / height)
  return [
    element('width', String(Math.max(1, Math.round(width * scale)))),
    element('height', String(Math.max(1, Math.round(height * scale)))),
  ].join('')
}

function isCreativeCommons(license: string | null): boolean {
  return license !== null && /^https?:\/\/creativecommons\.org\//.test(license)
}
