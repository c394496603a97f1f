import type { Translation } from '../domain/article.ts'
import type { History } from './channel.ts'
import { categoriesOf } from './entry.ts'
import { elementFields } from './extension-elements.ts'
import type { FormatSpec } from './format.ts'
import { contentHtml, summaryHtml } from './html.ts'
import { jsonFacts, labelledSummary } from './item-facts.ts'
import { enclosuresOf } from './media.ts'
import { episodeFacts } from './podcast.ts'

const INDENT = '\n        '

/** JSON Feed 1.1. `feed` writes version 1; the channel's fields are added to its own or replace them. */
export const jsonFeed: FormatSpec = {
  mediaType: 'application/feed+json',

  item(entry, { rendition }) {
    const { content } = rendition
    const { variant, translations, terms, isFallback } = entry
    const full = content === 'full' && variant.content !== ''
    const { source, translator, image, authors } = variant
    const { credit, alt, license } = image ?? {}
    const attachments = enclosuresOf(entry)
      .filter((media) => media !== image)
      .map(({ url, type, title, length, duration, license, thumbnail }) =>
        defined({
          ...{ url, mime_type: type, title, size_in_bytes: length || null, duration_in_seconds: duration },
          ...{ _license: license && { license }, _thumbnail: thumbnail && { url: thumbnail } },
        }),
      )
    const item = defined({
      id: entry.id,
      // JSON Feed 1.1: every item has content. The summary is plain text.
      content_html: content === 'none' ? null : full ? contentHtml(entry) : summaryHtml(entry, false),
      url: variant.url,
      title: variant.title || null,
      summary: content === 'none' ? null : labelledSummary(entry) || null,
      date_modified: new Date(variant.updated).toISOString(),
      date_published: new Date(variant.published).toISOString(),
      tags: categoriesOf(terms).map(({ label }) => label),
      content_text: content === 'none' ? variant.title : null,
      authors: authors.length > 0 ? authors.map(({ name, url }) => ({ name, ...(url && { url }) })) : null,
      language: isFallback ? variant.language : null,
      image: image?.url ?? null,
      _image: image && (credit || alt || license) ? defined({ credit, alt, license }) : null,
      attachments: attachments.length > 0 ? attachments : null,
      _translator: translator ? { name: translator } : null,
      _source: source,
      _podcast: episodeFacts(entry, rendition),
      ...jsonFacts(entry),
      _translations: byLanguage(translations),
      ...elementFields(entry.extensions),
    })
    return { text: INDENT + JSON.stringify(item, null, 4).replaceAll('\n', INDENT), namespaces: [] }
  },

  channel({ channel, tombstones }) {
    const { title, description, home, self, language, author, details, siblings, history, hubs } = channel
    return {
      options: { title, description, link: home, feedLinks: { json: self.json } },
      fields: defined({
        version: 'https://jsonfeed.org/version/1.1',
        language,
        icon: details.logo?.url ?? null,
        favicon: details.icon?.url ?? null,
        authors: [author],
        hubs: hubs.length > 0 ? hubs.map((url) => ({ type: 'WebSub', url })) : null,
        // JSON Feed 1.1: next_url is "the next n items", here an archive document; no two documents share one.
        next_url: 'prev' in history && history.prev ? history.prev.json : null,
        _podcast: channel.podcast ?? null,
        _history: historyOf(history),
        _withdrawn:
          tombstones.length > 0 ? { items: tombstones.map(({ id, when }) => ({ id, date_withdrawn: when })) } : null,
        _translations: byLanguage(siblings.map(({ language, title, self }) => ({ language, title, url: self.json }))),
        ...elementFields(channel.extensions?.elements),
      }),
    }
  },

  head: (written) => written,
}

/** Carries what Atom and RSS express with RFC 5005. */
function historyOf(history: History) {
  if (history.kind === 'subscription') return null
  if (history.kind === 'complete') return { complete: true }
  return { archive: true, ...defined({ current_url: history.current.json, newer_url: history.next?.json ?? null }) }
}

/** JSON Feed 1.1, Extensions: the value of a custom `_name` is an object. */
function byLanguage(translations: readonly Translation[]) {
  if (translations.length === 0) return null
  return Object.fromEntries(translations.map(({ language, ...rest }) => [language, rest]))
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => (value ?? null) !== null)) as Partial<T>
}
