import { describe, expect, test } from 'vitest'
import type { Month } from '../../../src/domain/calendar.ts'
import { FORMATS, type Scope } from '../../../src/domain/feed-key.ts'
import { compose } from '../../../src/feeds/compose.ts'
import { plainRendition } from '../../../src/feeds/format.ts'
import { historyElements, prefixesOf, tombstoneElements, tombstoneOf } from '../../../src/feeds/history.ts'
import { lang } from '../../support/desk.ts'
import { channelIn, desk } from '../../support/feeds.ts'
import { NOW } from '../../support/newsroom.ts'

const at = desk()
const uk = { languages: [lang('uk')], topic: { kind: 'all' }, month: null, partner: null } as const
const [JANUARY, FEBRUARY, MARCH] = ['2026-01', '2026-02', '2026-03'] as Month[] as [Month, Month, Month]
const links = (elements: readonly string[]) => elements.map((element) => /rel="([^"]+)"/.exec(element)?.[1] ?? element)

describe('RFC 5005: a subscription document', () => {
  test('links to its newest archive document in the same format', () => {
    const channel = channelIn(at, 'uk', { older: MARCH })
    const archive = 'https://feeds.example/uk/archive/2026-03'
    expect(historyElements(channel, 'atom', 'application/atom+xml', 'link')).toEqual([
      `<link rel="prev-archive" type="application/atom+xml" href="${archive}/atom.xml"/>`,
    ])
    expect(historyElements(channel, 'rss', 'application/rss+xml', 'atom:link')).toEqual([
      `<atom:link rel="prev-archive" type="application/rss+xml" href="${archive}/rss.xml"/>`,
    ])
  })

  test('of a feed without a history has no link', () => {
    expect(historyElements(channelIn(at, 'uk'), 'atom', '', 'link')).toEqual([])
  })
})

describe('an archive document', () => {
  const archive = (older: Month | null, newer: Month | null) =>
    channelIn(at, 'uk', { key: { ...uk, month: FEBRUARY }, older, newer })

  test('is marked as an archive and links to the current, previous and next documents', () => {
    const elements = historyElements(archive(JANUARY, MARCH), 'atom', 'application/atom+xml', 'link')
    expect(links(elements)).toEqual(['<fh:archive/>', 'current', 'prev-archive', 'next-archive'])
    expect(elements.map((element) => /href="https:\/\/feeds\.example([^"]+)"/.exec(element)?.[1])).toEqual([
      undefined,
      '/uk/atom.xml',
      '/uk/archive/2026-01/atom.xml',
      '/uk/archive/2026-03/atom.xml',
    ])
  })

  test.each([
    ['the first has no previous document', null, MARCH, ['<fh:archive/>', 'current', 'next-archive']],
    ['the newest has no next document', JANUARY, null, ['<fh:archive/>', 'current', 'prev-archive']],
    ['a single one has neither', null, null, ['<fh:archive/>', 'current']],
  ])('%s', (_name, older, newer, expected) => {
    expect(links(historyElements(archive(older, newer), 'rss', '', 'atom:link'))).toEqual(expected)
  })

  test('has the id and title of the feed, but its own self link', () => {
    const [document, current] = [archive(JANUARY, MARCH), channelIn(at, 'uk')]
    expect([document.id, document.title, document.home]).toEqual([current.id, current.title, current.home])
    expect(document.self.rss).toBe('https://feeds.example/uk/archive/2026-02/rss.xml')
  })
})

test('a block of headlines is complete and has no archive', () => {
  const scope: Scope = { language: lang('uk'), kind: 'headlines', term: 'top' }
  const channel = channelIn(at, 'uk', { scope, older: MARCH })
  for (const format of FORMATS) expect(historyElements(channel, format, '', 'link')).toEqual(['<fh:complete/>'])
})

describe('RFC 6721: a tombstone', () => {
  const authority = 'herald.example,2020'
  const tombstone = tombstoneOf(authority, { article: 'a "b" & c', language: lang('uk'), at: NOW })

  test('has the id of the entry and the time of the withdrawal', () => {
    expect(tombstone).toEqual({
      id: 'tag:herald.example,2020:a%20%22b%22%20%26%20c/uk',
      iri: 'tag:herald.example,2020:a%20%22b%22%20%26%20c/uk',
      when: '2026-03-10T12:00:00.000Z',
    })
    expect(tombstoneElements([tombstone])).toEqual([
      `<at:deleted-entry ref="${tombstone.id}" when="${tombstone.when}"/>`,
    ])
    expect(tombstoneElements([])).toEqual([])
  })

  test('of a guid has it verbatim in JSON Feed, and as an IRI in Atom', () => {
    const guid = { article: 'a', language: lang('uk'), at: NOW, guid: '5f1a & b' }
    const { id, iri } = tombstoneOf(authority, guid)
    expect([id, iri]).toEqual(['5f1a & b', 'tag:herald.example,2020:guid:5f1a%20%26%20b'])
  })

  test('keeps its place in the order', () => {
    const tombstones = ['b', 'a'].map((article) => tombstoneOf(authority, { article, language: lang('uk'), at: NOW }))
    expect(tombstoneElements(tombstones).map((element) => /:(\w)\/uk/.exec(element)?.[1])).toEqual(['b', 'a'])
  })

  test('is in Atom and JSON Feed but not in RSS, which has no element for it', () => {
    const shell = { channel: channelIn(at, 'uk'), tombstones: [tombstone], rendition: plainRendition('full') }
    const [rss, atom, json] = FORMATS.map((format) => compose(format, shell, []).toString()) as [string, string, string]
    expect(atom).toContain(`xmlns:at="http://purl.org/atompub/tombstones/1.0"`)
    expect(atom).toContain(`<at:deleted-entry ref="${tombstone.id}" when="${tombstone.when}"/>`)
    expect(JSON.parse(json)._withdrawn).toEqual({ items: [{ id: tombstone.id, date_withdrawn: tombstone.when }] })
    expect(rss).not.toMatch(/deleted|withdrawn|tombstones/)
    const without = { ...shell, tombstones: [] }
    for (const format of FORMATS)
      expect(compose(format, without, []).toString()).not.toMatch(/deleted|withdrawn|tombstones/)
  })
})

test('finds the prefixes of elements at any depth', () => {
  const elements = ['<fh:archive/>', '<link rel="at:x"/>', '<media:group><dc:x/></media:group>']
  expect(prefixesOf(elements, ['at', 'fh', 'dc', 'sy'])).toEqual(['fh', 'dc'])
  expect(prefixesOf([], ['at', 'fh'])).toEqual([])
})
