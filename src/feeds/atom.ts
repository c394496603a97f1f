import type { Entry } from '../domain/article.ts'
import { atomDetails } from './channel-details.ts'
import { categoriesOf } from './entry.ts'
import { elementsXml } from './extension-elements.ts'
import { allowsElement, type FormatSpec } from './format.ts'
import { historyElements, prefixesOf, tombstoneElements } from './history.ts'
import { contentHtml, summaryHtml, summaryText } from './html.ts'
import { schemeId } from './ids.ts'
import { factElements } from './item-facts.ts'
import { attributes, cdata, declarations, element, escapeText, lines } from './markup.ts'
import { enclosuresOf, mediaElements } from './media.ts'
import { protectAmpersands } from './writer.ts'

const INDENT = '\n        '
const HTML = { type: 'html' }

/** RFC 4287. */
export const atom: FormatSpec = {
  mediaType: 'application/atom+xml',

  item(entry, { authority, rendition }) {
    const { variant } = entry
    const { content, summaryType } = rendition
    const full = content === 'full' && variant.content !== ''
    const html = summaryType === 'text' ? escapeText(summaryText(entry, full)) : summaryHtml(entry, full)
    const summary = content === 'none' ? '' : html
    const facts = [...factElements(entry, authority, 'atom'), ...mediaElements(entry, INDENT)]
    const allowed = facts.filter((element) => allowsElement(rendition, element))
    // RFC 4287 §2: an entry in another language than the feed's has its own xml:lang.
    const tag = entry.isFallback ? `<entry xml:lang="${variant.language}">` : '<entry>'
    const elements = [
      // RFC 4287 §3.1.1.2: HTML, because readers know it best; plain text is escaped.
      cdata('title', escapeText(variant.title), HTML),
      element('id', entry.iri ?? entry.id),
      element('link', '', { href: new URL(variant.url).href }),
      element('updated', new Date(variant.updated).toISOString()),
      summary === '' ? '' : cdata('summary', summary, HTML),
      full ? cdata('content', contentHtml(entry), HTML) : '',
      ...variant.authors.map(({ name, url }) => person('author', name, url)),
      variant.translator ? person('contributor', variant.translator) : '',
      element('published', new Date(variant.published).toISOString()),
      ...linksOf(entry),
      ...categoryElements(entry, authority),
      ...allowed,
    ]
    return {
      text: `\n    ${tag}${lines(INDENT, elements)}${elementsXml('atom', 'item', entry.extensions)}\n    </entry>`,
      namespaces: prefixesOf(allowed, ['dcterms', 'georss', 'media', 'thr']),
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
      fields: {},
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
    return head + lines('\n    ', elements)
  },
}

function person(name: 'author' | 'contributor', personName: string, url?: string | null): string {
  const elements = [element('name', personName), url ? element('uri', new URL(url).href) : '']
  return `<${name}>${lines(`${INDENT}    `, elements)}${INDENT}</${name}>`
}

/** The entry has one alternate, its page: some readers take the last, or any, alternate. */
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
