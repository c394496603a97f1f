import type { Entry } from '../domain/article.ts'
import { atomDetails } from './channel-details.ts'
import { categoriesOf } from './entry.ts'
import { allowsElement, type FormatSpec } from './format.ts'
import { historyElements, prefixesOf, tombstoneElements } from './history.ts'
import { contentHtml, summaryHtml, summaryText } from './html.ts'
import { schemeId } from './ids.ts'
import { attributes, declarations, escapeText } from './markup.ts'
import { enclosuresOf, mediaElements } from './media.ts'
import { protectAmpersands, protectCdataEnds } from './writer.ts'

const INDENT = '\n        '

/** RFC 4287. */
export const atom: FormatSpec = {
  mediaType: 'application/atom+xml',

  item(entry, { authority, rendition }) {
    const { variant } = entry
    const { content, summaryType } = rendition
    const full = content === 'full' && variant.content !== ''
    // `feed` writes summaries as HTML, so plain text must be escaped.
    const html = summaryType === 'text' ? escapeText(summaryText(entry, full)) : summaryHtml(entry, full)
    const summary = content === 'none' ? '' : html
    const media = mediaElements(entry, INDENT).filter((element) => allowsElement(rendition, element))
    const extraXml = [...linksOf(entry), ...categoryElements(entry, authority), ...media]
    return {
      item: {
        // RFC 4287 §3.1.1.2: `feed` writes titles as HTML, so plain text must be escaped.
        title: protectCdataEnds(escapeText(variant.title)),
        // `feed` normalises URLs, so `fragment` writes a guid.
        id: entry.iri === undefined ? entry.id : 'tag:',
        link: variant.url,
        date: new Date(variant.updated),
        published: new Date(variant.published),
        ...(summary !== '' && { description: protectCdataEnds(summary) }),
        ...(full && { content: protectCdataEnds(contentHtml(entry)) }),
        author: variant.authors.map(({ name, url }) => ({ name: protectAmpersands(name), ...(url && { link: url }) })),
        contributor: variant.translator ? [{ name: protectAmpersands(variant.translator) }] : [],
      },
      extraXml: extraXml.map((element) => INDENT + element).join(''),
      namespaces: media.length > 0 ? ['media'] : [],
    }
  },

  channel({ channel: { id, title, description, home, self, author, updated } }) {
    return {
      options: {
        id,
        title: protectAmpersands(title),
        description: protectAmpersands(description),
        link: home,
        updated: new Date(updated),
        generator: 'Polyfeed',
        author: { name: protectAmpersands(author.name), link: author.url },
        feedLinks: { atom: self.atom },
      },
      extensions: [],
    }
  },

  head(written, { channel, tombstones, rendition }, namespaces) {
    const elements = [
      ...atomDetails(channel.details),
      ...channel.hubs.map((hub) => link('hub', hub)),
      ...historyElements(channel, 'atom', atom.mediaType, 'link'),
      ...channel.siblings.map(({ self, language, title }) =>
        link('related', self.atom, { type: atom.mediaType, hreflang: language, title }),
      ),
      ...tombstoneElements(tombstones),
    ].filter((element) => allowsElement(rendition, element))
    const namespaceDeclarations = declarations([...namespaces, ...prefixesOf(elements, ['fh', 'at'])])
    const root = `<feed xmlns="http://www.w3.org/2005/Atom"${namespaceDeclarations} xml:lang="${channel.language}">`
    const { language, descriptionLanguage } = channel
    const subtitle = descriptionLanguage === language ? '' : ` xml:lang="${descriptionLanguage}"`
    const head = written.replace(/<feed [^>]*>/, root).replace('<subtitle>', `<subtitle${subtitle}>`)
    return head + elements.map((element) => `\n    ${element}`).join('')
  },

  // RFC 4287 §2: an entry in another language than the feed's has its own xml:lang.
  fragment(written, { iri, isFallback, variant }) {
    const identified = iri === undefined ? written : written.replace('<id>tag:<', () => `<id>${escapeText(iri)}<`)
    return isFallback ? identified.replace('<entry>', `<entry xml:lang="${variant.language}">`) : identified
  },
}

/** The alternate that `feed` writes stays the only one: some readers take the last, or any, alternate. */
function linksOf(entry: Entry): string[] {
  const { translations, variant } = entry
  return [
    ...translations.map(({ language, title, url }) =>
      link('related', url, { type: 'text/html', hreflang: language, title }),
    ),
    ...(variant.source ? [link('via', variant.source.url, { title: variant.source.title })] : []),
    ...enclosuresOf(entry).map(({ url, type, length, title }) => link('enclosure', url, { type, length, title })),
  ]
}

function link(rel: string, href: string, rest: Readonly<Record<string, string | number | null>> = {}): string {
  return `<link${attributes({ rel, href, ...rest })}/>`
}

function categoryElements({ terms }: Entry, authority: string): string[] {
  return categoriesOf(terms).map(({ kind, id, label }) => {
    const scheme = schemeId(authority, kind)
    return `<category${attributes({ term: id ?? label, scheme, label })}/>`
  })
}
