import { type Entry, type Facts, isPaid, type Variant } from '../domain/article.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { numberIn } from '../i18n/formats.ts'
import { localized } from './localized.ts'
import { type attributes, element, textOfMarkup } from './markup.ts'

// Facts of an article in items. Each format writes those that it has a place for.

type Item = { readonly entry: Entry; readonly authority: string; readonly format: 'rss' | 'atom' }

const ELEMENTS: { readonly [K in keyof Facts]-?: (fact: NonNullable<Facts[K]>, item: Item) => string[] } = {
  contributors: (people, { entry, format }) =>
    people
      .filter(({ name }) => name !== entry.variant.translator)
      .map(({ name, url }) => {
        if (format === 'rss') return element('dc:contributor', name)
        return `<contributor>${element('name', name)}${element('uri', url)}</contributor>`
      }),
  kind: (kind, item) => [category(item, 'kinds', kind, plainLabels(item.entry).kind ?? kind)],
  series: ({ name }, item) => [category(item, 'series', name, name)],
  // RFC 4685 §4; http://purl.org/rss/1.0/modules/slash/.
  comments: ({ url, count }, item) => {
    if (item.format === 'atom') return [link(item, 'replies', url, { 'thr:count': count })]
    return [element('comments', url), ...(count === undefined ? [] : [element('slash:comments', count)])]
  },
  // Translations have `hreflang`; pages to read next have none, and come after them.
  related: (pages, item) => pages.map(({ title, url }) => link(item, 'related', url, { title })),
  // RFC 4287 §4.2.7.2. The W3C validator does not know `canonical` (RFC 6596).
  canonical: (url, item) => [link(item, 'via', url)],
  // DCMI Metadata Terms.
  access: (access) => [element('dcterms:accessRights', access)],
  // GeoRSS Simple: latitude before longitude.
  place: ({ name, latitude, longitude }) => [
    element('georss:point', `${latitude} ${longitude}`),
    element('georss:featureName', name),
  ],
}

function link({ format }: Item, rel: string, href: string, rest: Parameters<typeof attributes>[0] = {}): string {
  return element(format === 'rss' ? 'atom:link' : 'link', '', { rel, href, type: 'text/html', ...rest })
}

function category({ authority, format }: Item, kind: string, term: string, label: string): string {
  const scheme = `tag:${authority}:${kind}`
  if (format === 'atom') return element('category', '', { term, scheme, label })
  return element('category', label, { domain: scheme })
}

export function factElements(entry: Entry, authority: string, format: Item['format']): string[] {
  const facts = entry.variant.facts ?? {}
  return Object.entries(ELEMENTS).flatMap(([name, write]) => {
    const fact = facts[name as keyof Facts]
    return fact === undefined ? [] : write(fact as never, { entry, authority, format })
  })
}

/** JSON Feed 1.1, Extensions: values are objects. */
export function jsonFacts(entry: Entry): Readonly<Record<string, unknown>> {
  const { facts = {} } = entry.variant
  const { kind, access, related, canonical, contributors } = facts
  return {
    _kind: kind && { kind, label: plainLabels(entry).kind, paid: isPaid(kind) },
    _access: access && { access },
    ...{ _series: facts.series, _geo: facts.place, _comments: facts.comments },
    _related: related && { items: related },
    _canonical: canonical && { url: canonical },
    _contributors: contributors && { items: contributors },
  }
}

/** The texts of a variant's facts in its language, as HTML; absent if it has none. */
export function labelsOf(catalog: Catalog, { language, facts }: Variant): Pick<Entry, 'labels'> {
  if (!facts) return {}
  const { kind, series: { name: series = '', part = 0, of = 0 } = {} } = facts
  const label = kind && { kind: localized(catalog, language, `feeds:item.kinds.${kind}`).text }
  const values = part && { series, part: numberIn(language, part), of: numberIn(language, of) }
  const numbered = values && {
    part: localized(catalog, language, of ? 'feeds:item.partOf' : 'feeds:item.part', values).text,
  }
  if (!label && !numbered) return {}
  return { labels: { ...label, ...(label && isPaid(kind) && { paid: label.kind }), ...(numbered || {}) } }
}

/** The same as plain text. */
export function plainLabels({ labels = {} }: Pick<Entry, 'labels'>): NonNullable<Entry['labels']> {
  return Object.fromEntries(Object.entries(labels).map(([name, label]) => [name, textOfMarkup(label)]))
}

/** The summary as plain text, with the label of an article that is paid for. */
export function labelledSummary(entry: Entry): string {
  return [plainLabels(entry).paid, entry.variant.summary].filter((text) => text).join(' · ')
}
