import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/domain/errors.ts'
import type { Scope } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import { compose, fragmentOf } from '../../src/feeds/compose.ts'
import { plainRendition } from '../../src/feeds/format.ts'
import { checked, hostileText } from '../support/arbitraries.ts'
import { channelIn, desk, entry, shellOf } from '../support/feeds.ts'
import { article } from '../support/newsroom.ts'

// Texts of settings and locales reach feeds without passing through intake. A control character in a label must not
// break a feed.

const text = hostileText.map((part) => `${part}w${part}`)

/** XML 1.0 §2.2, Char. */
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Ignores refused settings, which prevent a start. */
function unlessRefused(make: () => string): string | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof AppError && error.code === 'config_invalid') return undefined
    throw error
  }
}

/** A tag feed with custom texts. */
function tagFeed(format: 'rss' | 'atom', title: string, label: string, author: string): string {
  const at = desk({ title, authors: { iryna: { name: author } } }, { uk: { tags: { river: label } } })
  const scope = { language: 'uk' as Language, kind: 'tag', term: 'river' } satisfies Scope
  const channel = channelIn(at, 'uk', { scope, label: 'river' })
  const shown = entry(at, article({ authors: ['iryna'] }))
  const options = { authority: at.site.authority, rendition: plainRendition('full') }
  return compose(format, shellOf(channel), [fragmentOf(format, shown, options)]).toString()
}

describe.each(['rss', 'atom'] as const)('%s', (format) => {
  test.each([
    ['a label of a tag', (hostile: string) => tagFeed(format, 'Herald', hostile, 'Iryna')],
    ['the name of a registered author', (hostile: string) => tagFeed(format, 'Herald', 'River', hostile)],
    ['the title of the newsroom', (hostile: string) => tagFeed(format, hostile, 'River', 'Iryna')],
  ])('%s with any text leaves the feed well-formed', (_what, feedWith) => {
    fc.assert(
      fc.property(text, (hostile) => {
        const document = unlessRefused(() => feedWith(hostile))
        if (document === undefined) return
        expect(XMLValidator.validate(document)).toBe(true)
        expect(NO_CHARACTER.exec(document)?.[0].codePointAt(0)).toBeUndefined()
      }),
      checked(40),
    )
  })
})

test('labels are trimmed', () => {
  const document = tagFeed('rss', 'Herald', '  Річка\n', 'Iryna')
  expect(document).toContain('>Річка</category>')
  expect(document).toContain('<title>Herald: Річка</title>')
})
