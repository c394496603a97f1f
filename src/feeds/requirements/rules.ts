import type { Entry } from '../../domain/article.ts'
import type { Partner, Site } from '../../domain/site.ts'
import type { Channel } from '../channel.ts'

/** A feed of a partner. Its entries are as articles have them, before the partner's rendition. */
export type CheckedFeed = {
  readonly site: Pick<Site, 'feedUrl'>
  readonly partner: Pick<Partner, 'items' | 'token'>
  readonly channel: Channel
  readonly entries: readonly Entry[]
}

type ItemTest = (entry: Entry, feed: CheckedFeed) => string | null
type ChannelTest = (feed: CheckedFeed) => string | null

/** `test` returns the problem and its remedy, or `null`. `isAdvice`: the partner recommends it only. */
export type Rule = { readonly rule: string; readonly isAdvice?: boolean } & (
  | { readonly of: 'item'; readonly test: ItemTest }
  | { readonly of: 'channel'; readonly test: ChannelTest }
)

/** A rule with the address of the specification that asks for it. */
export type Requirement = Rule & { readonly source: string }

export const requiredBy = (source: string, rules: readonly Rule[]): Requirement[] =>
  rules.map((rule) => ({ ...rule, source }))
export const advised = (rule: Rule): Rule => ({ ...rule, isAdvice: true })
export const itemRule = (rule: string, test: ItemTest): Rule => ({ rule, of: 'item', test })
export const channelRule = (rule: string, test: ChannelTest): Rule => ({ rule, of: 'channel', test })

export const BODY = itemRule('body_missing', ({ variant, readOn }) => {
  if (variant.content !== '') return null
  return readOn === null ? 'the article has no text: write it' : 'the text is too large: raise feeds.maxItemBytes'
})
export const AUTHOR = itemRule('author_missing', ({ variant }) =>
  variant.authors.length > 0 ? null : 'the article has no author: name one in authors',
)
export const IMAGE = itemRule('image_missing', ({ variant }) =>
  variant.image ? null : 'the article has no picture: add image',
)
export const CREDIT = itemRule('credit_missing', ({ variant: { image } }) =>
  image && !image.credit ? 'the picture has no credit: add image.credit' : null,
)
export const OWN_LANGUAGE = itemRule('other_language', ({ isFallback, variant: { language } }, { channel }) =>
  isFallback ? `the article is in ${language}, the feed in ${channel.language}: translate it` : null,
)

/** Pixels. Pictures of unknown size count as large enough. */
export const imageOf = (minWidth: number, minHeight: number): Rule =>
  itemRule('image_too_small', ({ variant: { image } }) => {
    const { width, height } = { width: image?.width ?? minWidth, height: image?.height ?? minHeight }
    if (width >= minWidth && height >= minHeight) return null
    return `the picture has ${width} × ${height} pixels: use one of ${minWidth} × ${minHeight} or more`
  })

export const titleAtLeast = (min: number): Rule =>
  itemRule('title_too_short', ({ variant }) => shortage('the title', variant.title, min))
export const summaryAtLeast = (min: number): Rule =>
  itemRule('summary_too_short', ({ variant }) => shortage('the summary', variant.summary, min))
export const titleAtMost = (max: number): Rule =>
  itemRule('title_too_long', ({ variant }) => {
    const { length } = [...variant.title]
    return length > max ? `the title has ${length} characters: shorten it to ${max}` : null
  })

function shortage(subject: string, text: string, min: number): string | null {
  const { length } = [...text]
  return length < min ? `${subject} has ${length} characters: write ${min} or more` : null
}

export const itemsAtLeast = (min: number): Rule =>
  channelRule('too_few_items', ({ entries: { length }, partner }) => {
    if (length >= min) return null
    return `the feed has ${length} of ${min} articles: ${partner.items < min ? 'raise items' : 'publish more'}`
  })

/** A picture of `channel` in site.yaml. */
export const channelPicture = (name: 'logo' | 'icon' | 'cover'): Rule =>
  channelRule(`${name}_missing`, ({ channel }) =>
    channel.details[name] ? null : `the newsroom has no ${name}: set channel.${name} in site.yaml`,
  )

export const HTTPS = channelRule('not_https', ({ site: { feedUrl } }) =>
  feedUrl.startsWith('https:') ? null : `the feeds are at ${feedUrl}: set feedUrl to an address of https`,
)
export const PUBLIC = channelRule('feed_private', ({ partner }) =>
  partner.token === null ? null : 'the feed requires a token: remove token or tokenFile',
)
export const LOCALE = channelRule('locale_missing', ({ channel: { language } }) =>
  new Intl.Locale(language).region ? null : `${language} names no country: add it in languages, as in en-GB`,
)
export const languageOf = (code: string): Rule =>
  channelRule('language_not_accepted', ({ channel: { language } }) =>
    new Intl.Locale(language).language === code ? null : `the feed is in ${language}: set languages: [${code}]`,
  )
