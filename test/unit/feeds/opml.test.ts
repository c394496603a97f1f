import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { parseOpml } from 'feedsmith'
import { expect, test } from 'vitest'
import type { Language } from '../../../src/domain/language.ts'
import { type Outline, opml } from '../../../src/feeds/opml.ts'

const OWNER = { name: 'Вісник & "Ко"', url: 'https://herald.example/?a=1&b=2' }
const NASTY = `<Усе> & "решта" 'тут' ]]>`

function feed(text: string, language = 'uk'): Outline {
  return {
    text,
    xmlUrl: `https://feeds.example/${language}/rss.xml?a=1&b=2`,
    htmlUrl: `https://feeds.example/${language}/`,
    language: language as Language,
    description: NASTY,
  }
}

test('escapes every text of a list', () => {
  const document = opml(NASTY, OWNER, [feed(NASTY)])
  expect(XMLValidator.validate(document)).toBe(true)
  expect(document).toContain(`<title>&lt;Усе&gt; &amp; "решта" 'тут' ]]&gt;</title>`)
  const read = parseOpml(document)
  expect(read.head?.title).toBe(NASTY)
  expect(read.head?.ownerName).toBe(OWNER.name)
  expect(read.body?.outlines?.[0]).toMatchObject({
    text: NASTY,
    title: NASTY,
    description: NASTY,
    type: 'rss',
    language: 'uk',
    xmlUrl: 'https://feeds.example/uk/rss.xml?a=1&b=2',
    htmlUrl: 'https://feeds.example/uk/',
  })
})

test('groups can contain feeds and groups', () => {
  const inner = { text: 'Теги', outlines: [feed('Річка')] }
  const document = opml('Усе', OWNER, [{ text: 'українська', outlines: [feed('Вісник'), inner] }, feed('Herald', 'en')])
  const outlines = parseOpml(document).body?.outlines
  expect(outlines?.map(({ text }) => text)).toEqual(['українська', 'Herald'])
  expect(outlines?.[0]?.outlines?.map(({ text }) => text)).toEqual(['Вісник', 'Теги'])
  expect(outlines?.[0]?.outlines?.[1]?.outlines?.map(({ text }) => text)).toEqual(['Річка'])
})

test('an empty list is valid', () => {
  const { opml: root } = new XMLParser({ ignoreAttributes: false }).parse(opml('Усе', OWNER, []))
  expect(root['@_version']).toBe('2.0')
  expect(root).toHaveProperty('body')
})

test('a list contains no date, so the same list has the same bytes', () => {
  expect(opml('Усе', OWNER, [])).not.toMatch(/date(?:Modified|Created)/)
})
