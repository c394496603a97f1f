import type { Entry } from '../domain/entry.ts'
import type { Channel } from './channel.ts'
import type { FormatSpec } from './format.ts'
import { contentHtml, summaryHtml } from './html.ts'
import { schemeId } from './ids.ts'
import { enclosuresOf, mediaElements } from './media.ts'
import { cdata, plain } from './writer.ts'
import { attributes, declarations, escapeText, type Prefix } from './xml.ts'

const INDENT = '\n            '

/** RSS 2.0, by the RSS Advisory Board's profile, with Dublin Core, Media RSS and Atom where RSS has no word. */
export const rss: FormatSpec = {
  mediaType: 'application/rss+xml',

  item(entry, { authority, content }) {
    const { variant } = entry
    const full = content === 'full' && variant.content !== ''
    const [enclosure] = enclosuresOf(entry)
    const completion = completionOf(entry)
    return {
      item: {
        title: cdata(variant.title),
        id: entry.id,
        link: variant.url,
        date: new Date(variant.published),
        published: new Date(variant.published),
        description: cdata(summaryHtml(entry, full)),
        ...(full && { content: cdata(contentHtml(entry)) }),
        category: entry.terms
          .filter(({ kind }) => kind !== 'author')
          .map(({ kind, label }) => ({ name: plain(label), domain: schemeId(authority, kind) })),
        // RSS 2.0: one enclosure an item; all of them are there as media:content.
        ...(enclosure && {
          enclosure: { url: enclosure.url, length: enclosure.length, type: escapeText(enclosure.type) },
        }),
      },
      completion,
      namespaces: [...(full ? (['content'] as const) : []), ...prefixesIn(completion)],
    }
  },

  channel({ title, description, home, language, self, updated, interval }) {
    return {
      options: {
        title: plain(title),
        description: plain(description),
        link: home,
        language,
        updated: new Date(updated),
        generator: 'Polyfeed',
        // RSS 2.0: minutes for which the channel may be cached.
        ttl: Math.max(1, Math.round(interval / 60)),
        feedLinks: { rss: self.rss },
      },
      extensions: [],
    }
  },

  head(written, channel, namespaces) {
    const declared = declarations(new Set<Prefix>([...namespaces, 'atom', 'sy']))
    return written.replace(/<rss [^>]*>/, `<rss version="2.0"${declared}>`) + channelCompletion(channel)
  },

  fragment: (written) => written,
}

function completionOf(entry: Entry): string {
  const { variant, foreign, translations } = entry
  const { authors, translator, source, published, updated, language } = variant
  return [
    ...authors.map(({ name }) => `<dc:creator>${escapeText(name)}</dc:creator>`),
    ...(translator ? [`<dc:contributor>${escapeText(translator)}</dc:contributor>`] : []),
    ...(foreign ? [`<dc:language>${language}</dc:language>`] : []),
    ...(updated > published ? [`<atom:updated>${new Date(updated).toISOString()}</atom:updated>`] : []),
    ...translations.map(
      ({ language: hreflang, title, url: href }) =>
        `<atom:link${attributes({ rel: 'related', href, type: 'text/html', hreflang, title })}/>`,
    ),
    ...(source ? [`<source${attributes({ url: source.url })}>${escapeText(source.title)}</source>`] : []),
  ]
    .map((element) => INDENT + element)
    .join('')
    .concat(mediaElements(entry, INDENT))
}

function prefixesIn(completion: string): Prefix[] {
  return (['dc', 'media'] as const).filter((prefix) => completion.includes(`<${prefix}:`))
}

/** RSS 1.0 syndication module, and the sibling feeds. Items come after every other channel element: RSS profile. */
function channelCompletion({ interval, siblings }: Channel): string {
  const { period, frequency } = updateRate(interval)
  return [
    `<sy:updatePeriod>${period}</sy:updatePeriod>`,
    `<sy:updateFrequency>${frequency}</sy:updateFrequency>`,
    ...siblings.map(
      ({ language, title, self }) =>
        `<atom:link${attributes({ rel: 'related', type: rss.mediaType, hreflang: language, href: self.rss, title })}/>`,
    ),
  ]
    .map((element) => `\n        ${element}`)
    .join('')
}

function updateRate(interval: number): { period: 'hourly' | 'daily'; frequency: number } {
  const hourly = interval <= 3600
  return {
    period: hourly ? 'hourly' : 'daily',
    frequency: Math.max(1, Math.round((hourly ? 3600 : 86_400) / interval)),
  }
}
