import type { Entry } from '../../domain/article.ts'
import type { Partner, Site } from '../../domain/site.ts'
import type { Channel } from '../channel.ts'

/** A feed of a partner. Its entries are as articles have them, before the partner's rendition. */
export type CheckedFeed = {
  readonly site: Site
  readonly partner: Partner
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

export function requiredBy(source: string, rules: readonly Rule[]): Requirement[] {
  return rules.map((rule) => ({ ...rule, source }))
}

export function advised(rule: Rule): Rule {
  return { ...rule, isAdvice: true }
}

export function itemRule(rule: string, test: ItemTest): Rule {
  return { rule, of: 'item', test }
}

export function channelRule(rule: string, test: ChannelTest): Rule {
  return { rule, of: 'channel', test }
}

export const BODY = itemRule('body_missing', ({ variant, readOn }) => {
  if (variant.content !== '') return null
  return readOn === null
    ? 'the article has no content: write its text'
    : 'the content is left out because of its size: raise feeds.maxItemBytes'
})

export const AUTHOR = itemRule('author_missing', ({ variant }) =>
  variant.authors.length > 0 ? null : 'the article has no author: name one in authors',
)

/** For partners that take one language per feed. */
export const OWN_LANGUAGE = itemRule('other_language', ({ isFallback, variant: { language } }, { channel }) =>
  isFallback
    ? `the article is in ${language}, the feed in ${channel.language}: translate it, or set fallback: {${channel.language}: omit}`
    : null,
)

export const IMAGE = itemRule('image_missing', ({ variant }) =>
  variant.image ? null : 'the article has no picture: add image',
)

/** Pixels. Pictures of unknown size count as large enough. */
export function imageOf(minWidth: number, minHeight = 1): Rule {
  return itemRule('image_too_small', ({ variant: { image } }) => {
    const { width, height } = { width: image?.width ?? minWidth, height: image?.height ?? minHeight }
    if (width >= minWidth && height >= minHeight) return null
    const required = minHeight > 1 ? `${minWidth} × ${minHeight} pixels` : `${minWidth} pixels in width`
    return `the picture has ${width} × ${height} pixels: use one of ${required} or more`
  })
}

export function titleAtLeast(min: number): Rule {
  return itemRule('title_too_short', ({ variant }) => shortage('the title', variant.title, min))
}

export function titleAtMost(max: number): Rule {
  return itemRule('title_too_long', ({ variant }) => {
    const { length } = [...variant.title]
    return length > max ? `the title has ${length} characters: shorten it to ${max}` : null
  })
}

export function summaryAtLeast(min: number): Rule {
  return itemRule('summary_too_short', ({ variant }) => shortage('the summary', variant.summary, min))
}

function shortage(subject: string, text: string, min: number): string | null {
  const { length } = [...text]
  return length < min ? `${subject} has ${length} characters: write ${min} or more` : null
}

export function itemsAtLeast(min: number): Rule {
  return channelRule('too_few_items', ({ entries, partner }) => {
    if (entries.length >= min) return null
    const remedy = partner.items < min ? `set items to ${min} or more` : 'publish more'
    return `the feed has ${entries.length} articles, ${min} are required: ${remedy}`
  })
}

/** A picture of `channel` in site.yaml. */
export function channelPicture(name: 'logo' | 'icon' | 'cover'): Rule {
  return channelRule(`${name}_missing`, ({ channel }) =>
    channel.details[name] ? null : `the newsroom has no ${name}: set channel.${name} in site.yaml`,
  )
}

/** For partners that fetch addresses of `https` only. */
export const HTTPS = channelRule('not_https', ({ site: { feedUrl } }) =>
  feedUrl.startsWith('https:') ? null : `the feeds are at ${feedUrl}: set feedUrl to an address of https`,
)
