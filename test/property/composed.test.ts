import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/domain/article.ts'
import { FORMATS, type Format } from '../../src/domain/feed-key.ts'
import type { Prefix, Selection } from '../../src/domain/site.ts'
import type { Channel } from '../../src/feeds/channel.ts'
import { compose, FORMAT_SPECS, fragmentOf } from '../../src/feeds/compose.ts'
import { type ItemOptions, plainRendition } from '../../src/feeds/format.ts'
import { articles, calmArticle, checked, hostileArticle, LANGUAGES } from '../support/arbitraries.ts'
import { feedItem, writeDocument } from '../support/feed-items.ts'
import { channelIn, shellOf } from '../support/feeds.ts'
import { openDesk, shownIn } from '../support/shown.ts'

// Items are ours, all else of a document is what `feed` writes. The items, too, begin as `feed` writes them.

const OPEN = { rss: '\n        <item>', atom: '\n    <entry>', json: '\n        {' }
const END = { rss: '\n    </channel>\n</rss>', atom: '\n</feed>', json: ']\n}' }
const CLOSE = { rss: '\n        </item>', atom: '\n    </entry>', json: '\n        }' }

const ATOM_ID = /(?<=\n {8})<id>.*<\/id>/

const optionsIn = (content: Selection['content']): ItemOptions => ({
  authority: openDesk.site.authority,
  rendition: plainRendition(content),
})

/** A document that `feed` writes, cut before its first item and after its last one. */
function writtenByFeed(format: Format, channel: Channel, entries: readonly Entry[], content: Selection['content']) {
  const items = entries.map((entry) => feedItem(format, entry, optionsIn(content)))
  const document = writeDocument(format, FORMAT_SPECS[format].channel(shellOf(channel, content)), items)
  if (entries.length === 0) {
    expect(document.endsWith(END[format])).toBe(true)
    return { head: document.slice(0, -END[format].length), items: '', tail: END[format] }
  }
  const start = document.indexOf(OPEN[format], document.lastIndexOf('"items": ['))
  const end = document.lastIndexOf(CLOSE[format]) + CLOSE[format].length
  return { head: document.slice(0, start), items: document.slice(start, end), tail: document.slice(end) }
}

function composeFromFragments(
  format: Format,
  channel: Channel,
  entries: readonly Entry[],
  content: Selection['content'],
): string {
  return compose(
    format,
    shellOf(channel, content),
    entries.map((entry) => fragmentOf(format, entry, optionsIn(content))),
  ).toString()
}

const language = fc.constantFrom(...LANGUAGES)
const content = fc.constantFrom('full' as const, 'summary' as const)
const some = fc.oneof(fc.constant([]), articles(hostileArticle, 6), articles(calmArticle, 6))

describe.each(FORMATS)('%s', (format) => {
  test('around its items, a document is what `feed` writes', () => {
    fc.assert(
      fc.property(some, language, content, (written, inLanguage, mode) => {
        const entries = shownIn(inLanguage, written)
        const channel = channelIn(openDesk, inLanguage)
        const { head, tail } = writtenByFeed(format, channel, entries, mode)
        const fragments = entries.map((entry) => fragmentOf(format, entry, optionsIn(mode)))
        const namespaces = new Set(fragments.flatMap((fragment) => fragment.namespaces as Prefix[]))
        const items = fragments.map(({ bytes }) => bytes.toString()).join(format === 'json' ? ',' : '')
        expect(composeFromFragments(format, channel, entries, mode)).toBe(
          FORMAT_SPECS[format].head(head, shellOf(channel, mode), namespaces) + items + tail,
        )
      }),
      checked(60),
    )
  })

  test('an item begins as `feed` writes it', () => {
    fc.assert(
      fc.property(some, language, content, (written, inLanguage, mode) => {
        for (const entry of shownIn(inLanguage, written)) {
          const { items } = writtenByFeed(format, channelIn(openDesk, inLanguage), [entry], mode)
          const item = fragmentOf(format, entry, optionsIn(mode)).bytes.toString()
          // `feed` writes no language of an Atom entry, and respells an id as a URL.
          const withoutLanguage = format === 'atom' ? item.replace(/<entry xml:lang="[^"]*">/, '<entry>') : item
          const comparable = withoutLanguage.replace(ATOM_ID, () => ATOM_ID.exec(items)?.[0] ?? '')
          expect(comparable.slice(0, items.length - CLOSE[format].length)).toBe(items.slice(0, -CLOSE[format].length))
          expect(item.endsWith(CLOSE[format])).toBe(true)
        }
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
