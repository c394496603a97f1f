import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/domain/article.ts'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import type { Prefix, Selection } from '../../src/domain/site.ts'
import type { Channel } from '../../src/feeds/channel.ts'
import { compose, FORMAT_SPECS, fragmentOf } from '../../src/feeds/compose.ts'
import { plainRendition } from '../../src/feeds/format.ts'
import { write } from '../../src/feeds/writer.ts'
import { articles, calmArticle, checked, hostileArticle, LANGUAGES } from '../support/arbitraries.ts'
import { channelIn, shellOf } from '../support/feeds.ts'
import { openDesk, shownIn } from '../support/shown.ts'

// A document joined from fragments equals the document that `feed` writes, plus the completions.

const END = { rss: '\n        </item>', atom: '\n    </entry>' }
const BEGIN = { rss: '\n        <item>', atom: '\n    <entry>' }

/** The document that `feed` writes for all items, with the completion of each item added. */
function writeWhole(
  format: Format,
  channel: Channel,
  entries: readonly Entry[],
  content: Selection['content'],
): string {
  const spec = FORMAT_SPECS[format]
  const rendered = entries.map((entry) =>
    spec.item(entry, { authority: openDesk.site.authority, rendition: plainRendition(content) }),
  )
  const items = rendered.map(({ item }) => item)
  const document = write(format, spec.channel(shellOf(channel, content)), items)
  if (format === 'json') return document
  const parts = document.split(END[format])
  expect(parts).toHaveLength(entries.length + 1)
  const completed = parts.map((part, index) => (rendered[index] ? part + rendered[index].extraXml + END[format] : part))
  const [head = '', ...written] = completed.join('').split(BEGIN[format])
  expect(written).toHaveLength(entries.length)
  const namespaces = new Set<Prefix>(rendered.flatMap(({ namespaces }) => namespaces))
  if (entries.length === 0) {
    const tail = format === 'rss' ? '\n    </channel>\n</rss>' : '\n</feed>'
    expect(head.endsWith(tail)).toBe(true)
    return spec.head(head.slice(0, -tail.length), shellOf(channel, content), namespaces) + tail
  }
  const fragments = written.map((text, index) => spec.fragment(BEGIN[format] + text, entries[index] as Entry))
  return spec.head(head, shellOf(channel, content), namespaces) + fragments.join('')
}

function composeFromFragments(
  format: Format,
  channel: Channel,
  entries: readonly Entry[],
  content: Selection['content'],
): string {
  const options = { authority: openDesk.site.authority, rendition: plainRendition(content) }
  return compose(
    format,
    shellOf(channel, content),
    entries.map((entry) => fragmentOf(format, entry, options)),
  ).toString()
}

const language = fc.constantFrom(...LANGUAGES)
const content = fc.constantFrom('full' as const, 'summary' as const)
const some = fc.oneof(fc.constant([]), articles(hostileArticle, 6), articles(calmArticle, 6))

describe.each(FORMATS)('%s', (format) => {
  test('a document joined from fragments equals the one written as a whole', () => {
    fc.assert(
      fc.property(some, language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const channel = channelIn(openDesk, inLanguage)
        expect(composeFromFragments(format, channel, entries, mode)).toBe(writeWhole(format, channel, entries, mode))
      }),
      checked(100),
    )
  })

  test('a fragment is the same in every feed that shows it', () => {
    fc.assert(
      fc.property(articles(hostileArticle, 3), language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const options = { authority: 'a.example,2020', rendition: plainRendition(mode) }
        const fragments = entries.map((entry) => fragmentOf(format, entry, options))
        const tagFeed = channelIn(openDesk, inLanguage, {
          scope: { language: openDesk.site.languages[0], kind: 'tag', term: 'river' },
          label: 'river',
        })
        const document = compose(format, shellOf(tagFeed, mode), fragments)
        for (const { bytes } of fragments) expect(document.includes(bytes)).toBe(true)
      }),
      checked(60),
    )
  })

  test('the same entries give the same bytes', () => {
    fc.assert(
      fc.property(articles(hostileArticle, 3), language, content, (written, inLanguage, mode) => {
        const channel = channelIn(openDesk, inLanguage)
        const expected = composeFromFragments(format, channel, shownIn(inLanguage, written), mode)
        expect(composeFromFragments(format, channel, shownIn(inLanguage, written), mode)).toBe(expected)
      }),
      checked(60),
    )
  })
})
