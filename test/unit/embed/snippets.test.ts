import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/feed-key.ts'
import { DEFAULT_LOOK, type Look } from '../../../src/domain/look.ts'
import { roomRules } from '../../../src/embed/element/height.ts'
import { frameHeight } from '../../../src/embed/frame.ts'
import { type OEmbed, oEmbedText } from '../../../src/embed/oembed.ts'
import { type Script, scripts } from '../../../src/embed/scripts.ts'
import { elementRules, EMBED_KINDS, frameOf, type SnippetParts, snippetsOf } from '../../../src/embed/snippets.ts'
import { checked, hostileText } from '../../support/arbitraries.ts'
import { lang } from '../../support/desk.ts'

const TITLE = 'Herald: "A" & <b>'
const ESCAPED = 'Herald: &quot;A&quot; &amp; &lt;b&gt;'
const { integrity } = scripts()[0] as Script
const parts = (over: Partial<SnippetParts> = {}): SnippetParts => ({
  ...{ site: { feedUrl: 'https://news.example/feeds' }, look: DEFAULT_LOOK, title: TITLE },
  embed: { key: keyOf({ language: lang('uk'), kind: 'tag', term: 'a"b' }), partner: null },
  ...over,
})
const FOLDER = '/uk/tags/a%22b/'
const LOOK: Look = { count: 3, show: ['images', 'summaries'], theme: 'dark' }

describe('snippets', () => {
  test('the element has its script and a link to show before the headlines load', () => {
    expect(snippetsOf(parts({ look: LOOK })).element).toBe(
      `<script async src="https://news.example/feeds/embed/polyfeed-headlines-1.1.0.js" integrity="${integrity}" crossorigin="anonymous"></script>
<polyfeed-headlines src="https://news.example/feeds/embed${FOLDER}headlines.json" count="3" show="images summaries" theme="dark">
  <a href="https://news.example/feeds${FOLDER}">${ESCAPED}</a>
</polyfeed-headlines>`,
    )
  })

  test('the frame comes alone or with a resize script, without a style', () => {
    const { frame, resized } = snippetsOf(parts({ look: LOOK }))
    expect(frame).toBe(
      `<iframe src="https://news.example/feeds/embed${FOLDER}frame.html?count=3&amp;show=images,summaries&amp;theme=dark" title="${ESCAPED}" width="100%" height="${frameHeight(LOOK)}" loading="lazy" frameborder="0"></iframe>`,
    )
    expect(resized).toMatch(/^<iframe [^\n]+<\/iframe>\n<script [^\n]+polyfeed-frames-1\.0\.0\.js"[^\n]+<\/script>$/)
    expect(frame).not.toContain('style=')
  })

  test('the include is XML, and the addresses are plain', () => {
    const { fragment, link, data } = snippetsOf(parts({ look: LOOK }))
    expect(fragment).toBe(
      `<esi:include src="https://news.example/feeds/embed${FOLDER}fragment.html?count=3&amp;show=images,summaries&amp;theme=dark"/>`,
    )
    expect([link, data]).toEqual([
      ...[`https://news.example/feeds${FOLDER}`, `https://news.example/feeds/embed${FOLDER}headlines.json`],
    ])
  })

  test('omit default values of a look', () => {
    const { element, frame } = snippetsOf(parts())
    expect(element).not.toMatch(/ show=| theme=/)
    expect(frame).toContain(`frame.html" title=`)
  })

  test('of a partner use the address of the partner', () => {
    const { embed } = parts()
    const snippets = snippetsOf(parts({ embed: { ...embed, partner: 'wire' } }))
    for (const kind of ['element', 'frame', 'resized', 'fragment', 'data'] as const) {
      expect(snippets[kind], kind).toContain(`/embed/partners/wire${FOLDER}`)
    }
  })

  test('of a partner link to an existing page', () => {
    const { embed } = parts()
    // A partner has pages of languages only, so the link of a tag leads to the public page.
    expect(snippetsOf(parts({ embed: { ...embed, partner: 'wire' } })).element).toContain(
      `<a href="https://news.example/feeds${FOLDER}">`,
    )
  })

  test('escape any title', () => {
    fc.assert(
      fc.property(hostileText, (title) => {
        const plain = snippetsOf(parts({ title: '' }))
        const snippets = snippetsOf(parts({ title }))
        for (const kind of EMBED_KINDS) {
          for (const sign of ['<', '>', '"']) {
            expect(snippets[kind].split(sign).length, kind).toBe(plain[kind].split(sign).length)
          }
        }
      }),
      checked(200),
    )
  })

  test('the CSS reserves space in the reader’s text size, and has the layout and the accent colour', () => {
    const roomOf = (heading: boolean) => roomRules({ count: 3, show: LOOK.show, heading })
    expect(elementRules({ look: LOOK })).toBe(roomOf(true))
    const compact = { layout: 'compact', accent: '#b00020', heading: '' } as const
    expect(elementRules({ look: LOOK, elementLook: compact })).toBe(`${roomOf(false)}
polyfeed-headlines { font-size: .875em; --polyfeed-gap: .5em; --polyfeed-padding: .5em; --polyfeed-image-width: 5em; }
polyfeed-headlines { --polyfeed-accent: #b00020; }`)
  })

  test.each([
    ['Teams & trams', ' heading="Teams &amp; trams">'],
    ['', ' heading="">'],
    [null, ' theme="dark">'],
  ])('the element has the heading %j', (heading, attribute) => {
    expect(snippetsOf(parts({ look: LOOK, elementLook: { heading } })).element).toContain(attribute)
  })
})

describe('oEmbed', () => {
  const answer = (title: string): OEmbed => ({
    ...{ version: '1.0', type: 'rich', title, provider_name: 'Herald & Sons', provider_url: 'https://herald.example' },
    ...{ cache_age: 300, width: 600, height: 400 },
    html: frameOf({ ...parts({ look: LOOK, title }), size: { width: 600, height: 400 } }),
  })

  test('in XML is well-formed and equals the JSON for any title', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true })
    fc.assert(
      fc.property(hostileText.map(xmlText), (title) => {
        const [json, xml] = [oEmbedText(answer(title), 'json'), oEmbedText(answer(title), 'xml')]
        expect(XMLValidator.validate(xml)).toBe(true)
        const { oembed } = parser.parse(xml)
        const expected = JSON.parse(json)
        for (const [name, value] of Object.entries(expected)) expect(oembed[name], name).toBe(String(value))
      }),
      checked(200),
    )
  })

  test('in XML begins as in the specification on oembed.com', () => {
    expect(oEmbedText(answer(TITLE), 'xml')).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8" standalone="yes"\?>\n<oembed>\n<version>1\.0<\/version>\n<type>rich<\/type>/,
    )
  })
})

/** A title as intake leaves it: only characters of XML 1.0 §2.2, without line ends (§2.11). */
function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removes control characters
  return text.toWellFormed().replace(/[\u0000-\u001f\ufffe\uffff]/g, '')
}
