import type { Entry } from '../domain/article.ts'
import type { Prefix } from '../domain/site.ts'
import type { Channel } from './channel.ts'
import { rssDetails } from './channel-details.ts'
import { categoriesOf } from './entry.ts'
import { allowsElement, type FormatSpec } from './format.ts'
import { historyElements, prefixesOf } from './history.ts'
import { contentHtml, summaryHtml, summaryText } from './html.ts'
import { schemeId } from './ids.ts'
import { attributes, declarations, escapeText } from './markup.ts'
import { enclosuresOf, mediaElements } from './media.ts'
import { protectAmpersands, protectCdataEnds } from './writer.ts'

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
    const extraXml = completionOf(entry).filter((element) => allowsElement(rendition, element))
    return {
      item: {
        title: protectCdataEnds(variant.title),
        // Without an id, `feed` writes the link as a guid that is a permalink.
        ...(entry.id !== variant.url && { id: protectAmpersands(entry.id) }),
        link: variant.url,
        date: new Date(variant.published),
        published: new Date(variant.published),
        ...(content !== 'none' && { description: protectCdataEnds(summary) }),
        ...(full && { content: protectCdataEnds(contentHtml(entry)) }),
        category: categoriesOf(entry.terms).map(({ kind, label }) => {
          return { name: protectAmpersands(label), domain: schemeId(authority, kind) }
        }),
        // RSS 2.0: one enclosure per item; media:content lists them all.
        ...(enclosure && {
          enclosure: { url: enclosure.url, length: enclosure.length, type: escapeText(enclosure.type) },
        }),
      },
      extraXml: extraXml.map((element) => INDENT + element).join(''),
      namespaces: [...(full ? (['content'] as const) : []), ...prefixesOf(extraXml, ['dc', 'media'])],
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
      extensions: [],
    }
  },

  head(written, { channel, rendition }, namespaces) {
    const elements = channelElements(channel).filter((element) => allowsElement(rendition, element))
    const selfLinkPrefixes: readonly Prefix[] = allowsElement(rendition, '<atom:link>') ? ['atom'] : []
    const namespaceDeclarations = declarations([
      ...namespaces,
      ...selfLinkPrefixes,
      ...prefixesOf(elements, ['creativeCommons', 'fh', 'sy', 'webfeeds']),
    ])
    const completion = elements.map((element) => `\n        ${element}`).join('')
    return written.replace(/<rss [^>]*>/, `<rss version="2.0"${namespaceDeclarations}>`) + completion
  },

  fragment: (written) => written,
}

function completionOf(entry: Entry): string[] {
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
    ...mediaElements(entry, INDENT),
  ]
}

/** Syndication module, history and siblings. RSS profile: every other channel element comes before the items. */
function channelElements(channel: Channel): string[] {
  const { interval, siblings, hubs, details } = channel
  const { period, frequency } = updateRate(interval)
  return [
    ...rssDetails(details, channel),
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
