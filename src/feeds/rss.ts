import type { Entry } from '../domain/article.ts'
import type { Prefix } from '../domain/site.ts'
import type { Channel } from './channel.ts'
import { rssDetails } from './channel-details.ts'
import { categoriesOf } from './entry.ts'
import { elementsXml } from './extension-elements.ts'
import { allowsElement, type FormatSpec } from './format.ts'
import { historyElements, prefixesOf } from './history.ts'
import { contentHtml, summaryHtml, summaryText } from './html.ts'
import { schemeId } from './ids.ts'
import { factElements } from './item-facts.ts'
import { attributes, cdata, declarations, element, escapeText, lines } from './markup.ts'
import { enclosuresOf, mediaElements, type TypedMedia } from './media.ts'
import { episodeElements, podcastElements } from './podcast.ts'
import { protectAmpersands } from './writer.ts'

const INDENT = '\n            '

/** RSS 2.0 by the RSS Advisory Board's profile; Dublin Core, Media RSS and Atom add what RSS lacks. */
export const rss: FormatSpec = {
  mediaType: 'application/rss+xml',

  item(entry, { authority, rendition }) {
    const { variant } = entry
    const { content, summaryType } = rendition
    const full = content === 'full' && variant.content !== '' && allowsElement(rendition, '<content:encoded>')
    const summary = summaryType === 'text' ? summaryText(entry, full) : summaryHtml(entry, full)
    const [enclosure] = enclosuresOf(entry)
    const completion = [...completionOf(entry, authority), ...episodeElements(entry, rendition)].filter((element) =>
      allowsElement(rendition, element),
    )
    const link = new URL(variant.url).href
    const isPermaLink = entry.id === variant.url
    const elements = [
      variant.title === '' ? '' : cdata('title', variant.title),
      element('link', link),
      element('guid', isPermaLink ? link : entry.id, { isPermaLink: String(isPermaLink) }),
      element('pubDate', new Date(variant.published).toUTCString()),
      content === 'none' || summary === '' ? '' : cdata('description', summary),
      full ? cdata('content:encoded', contentHtml(entry)) : '',
      ...categoriesOf(entry.terms).map(({ kind, label }) =>
        element('category', label, { domain: schemeId(authority, kind) }),
      ),
      // RSS 2.0: one enclosure per item; media:content lists them all.
      enclosure ? enclosureElement(enclosure) : '',
      ...completion,
    ]
    return {
      text: `\n        <item>${lines(INDENT, elements)}${elementsXml('rss', 'item', entry.extensions)}\n        </item>`,
      namespaces: [
        ...(full ? (['content'] as const) : []),
        ...prefixesOf(completion, ['dc', 'dcterms', 'georss', 'itunes', 'media', 'podcast', 'slash']),
      ],
    }
  },

  channel({ channel: { title, description, home, language, self, updated, interval }, rendition }) {
    return {
      options: {
        title: protectAmpersands(title),
        description: protectAmpersands(description),
        link: home,
        language,
        updated: new Date(updated),
        generator: 'Polyfeed',
        // RSS 2.0: minutes that the channel may be cached.
        ttl: Math.max(1, Math.round(interval / 60)),
        ...(allowsElement(rendition, '<atom:link>') && { feedLinks: { rss: self.rss } }),
      },
      fields: {},
    }
  },

  head(written, { channel, rendition }, namespaces) {
    const elements = channelElements(channel).filter((element) => allowsElement(rendition, element))
    const selfLinkPrefixes: readonly Prefix[] = allowsElement(rendition, '<atom:link>') ? ['atom'] : []
    const namespaceDeclarations = declarations([
      ...namespaces,
      ...selfLinkPrefixes,
      ...prefixesOf(elements, ['creativeCommons', 'fh', 'itunes', 'podcast', 'sy', 'webfeeds']),
    ])
    const root = written.replace(/<rss [^>]*>/, `<rss version="2.0"${namespaceDeclarations}>`)
    return root + lines('\n        ', elements)
  },
}

function enclosureElement({ length, type, url }: TypedMedia): string {
  return element('enclosure', '', { length, type, url: new URL(url).href })
}

function completionOf(entry: Entry, authority: string): string[] {
  const { variant, isFallback, translations } = entry
  const { authors, translator, source, published, updated, language } = variant
  return [
    ...authors.map(({ name }) => `<dc:creator>${escapeText(name)}</dc:creator>`),
    ...(translator ? [`<dc:contributor>${escapeText(translator)}</dc:contributor>`] : []),
    ...(isFallback ? [`<dc:language>${language}</dc:language>`] : []),
    ...(updated > published ? [`<atom:updated>${new Date(updated).toISOString()}</atom:updated>`] : []),
    ...translations.map(
      ({ language: hreflang, title, url: href }) =>
        `<atom:link${attributes({ rel: 'related', href, type: 'text/html', hreflang, title })}/>`,
    ),
    ...(source ? [`<source${attributes({ url: source.url })}>${escapeText(source.title)}</source>`] : []),
    ...factElements(entry, authority, 'rss'),
    ...mediaElements(entry, INDENT),
  ]
}

/** Syndication module, history and siblings. RSS profile: every other channel element comes before the items. */
function channelElements(channel: Channel): string[] {
  const { interval, siblings, hubs, details } = channel
  const { period, frequency } = updateRate(interval)
  return [
    ...rssDetails(details, channel),
    ...podcastElements(channel.podcast),
    `<sy:updatePeriod>${period}</sy:updatePeriod>`,
    `<sy:updateFrequency>${frequency}</sy:updateFrequency>`,
    ...hubs.map((hub) => `<atom:link${attributes({ rel: 'hub', href: hub })}/>`),
    ...historyElements(channel, 'rss', rss.mediaType, 'atom:link'),
    ...siblings.map(
      ({ language, title, self }) =>
        `<atom:link${attributes({ rel: 'related', type: rss.mediaType, hreflang: language, href: self.rss, title })}/>`,
    ),
  ]
}

function updateRate(interval: number): { period: 'hourly' | 'daily'; frequency: number } {
  const hourly = interval <= 3600
  return {
    period: hourly ? 'hourly' : 'daily',
    frequency: Math.max(1, Math.round((hourly ? 3600 : 86_400) / interval)),
  }
}
