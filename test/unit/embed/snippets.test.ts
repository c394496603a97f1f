import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../src/domain/feed-key.ts'
import { type Look, PLAIN_LOOK } from '../../../src/domain/look.ts'
import { roomDeclarations } from '../../../src/embed/element/height.ts'
import { frameHeight } from '../../../src/embed/frame.ts'
import { type OEmbed, oEmbedText } from '../../../src/embed/oembed.ts'
import { EMBED_KINDS, frameOf, reserveRule, type SnippetParts, snippetsOf } from '../../../src/embed/snippets.ts'
import { checked, hostileText } from '../../support/arbitraries.ts'
import { lang } from '../../support/desk.ts'

const TITLE = 'Herald: "A" & <b>'
const ESCAPED = 'Herald: &quot;A&quot; &amp; &lt;b&gt;'
const tag = (name: string) => ({ path: `/embed/${name}-1.0.0.js`, integrity: 'sha384-abc+/=' })
const parts = (over: Partial<SnippetParts> = {}): SnippetParts => ({
  ...{ site: { feedUrl: 'https://news.example/feeds' }, look: PLAIN_LOOK, title: TITLE },
  embed: { key: keyOf({ language: lang('uk'), kind: 'tag', term: 'a"b' }), partner: null },
  scripts: { element: tag('polyfeed-headlines'), frames: tag('polyfeed-frames') },
  ...over,
})
const FOLDER = '/uk/tags/a%22b/'
const LOOK: Look = { count: 3, show: ['images', 'summaries'], theme: 'dark' }

describe('what is copied', () => {
  test('an element, with its script, and a link until the headlines are there', () => {
    expect(snippetsOf(parts({ look: LOOK })).element).toBe(
      `<script async src="https://news.example/feeds/embed/polyfeed-headlines-1.0.0.js" integrity="sha384-abc+/=" crossorigin="anonymous"></script>
<polyfeed-headlines src="https://news.example/feeds/embed${FOLDER}headlines.json" count="3" show="images summaries" theme="dark">
  <a href="https://news.example/feeds${FOLDER}">${ESCAPED}</a>
</polyfeed-headlines>`,
    )
  })

  test('a frame, alone or with a script that fits it, without a style', () => {
    const { frame, resized } = snippetsOf(parts({ look: LOOK }))
    expect(frame).toBe(
      `<iframe src="https://news.example/feeds/embed${FOLDER}frame.html?count=3&amp;show=images,summaries&amp;theme=dark" title="${ESCAPED}" width="100%" height="${frameHeight(LOOK)}" loading="lazy" frameborder="0"></iframe>`,
    )
    expect(resized).toMatch(/^<iframe [^\n]+<\/iframe>\n<script [^\n]+polyfeed-frames-1\.0\.0\.js"[^\n]+<\/script>$/)
    expect(frame).not.toContain('style=')
  })

  test('an include, which is XML, and addresses, which are none', () => {
    const { fragment, link, data } = snippetsOf(parts({ look: LOOK }))
    expect(fragment).toBe(
      `<esi:include src="https://news.example/feeds/embed${FOLDER}fragment.html?count=3&amp;show=images,summaries&amp;theme=dark"/>`,
    )
    expect([link, data]).toEqual([
      ...[`https://news.example/feeds${FOLDER}`, `https://news.example/feeds/embed${FOLDER}headlines.json`],
    ])
  })

  test('says no more of a look than is not so anyway', () => {
    const { element, frame } = snippetsOf(parts())
    expect(element).not.toMatch(/ show=| theme=/)
    expect(frame).toContain(`frame.html" title=`)
  })

  test('is a partner’s, whose parameters are on the links', () => {
    const { embed } = parts()
    const snippets = snippetsOf(parts({ embed: { ...embed, partner: 'wire' } }))
    for (const kind of ['element', 'frame', 'resized', 'fragment', 'data'] as const) {
      expect(snippets[kind], kind).toContain(`/embed/partners/wire${FOLDER}`)
    }
  })

  test('leads a reader of what is within the element to a page that is there', () => {
    const { embed } = parts()
    // A partner has a page of a language alone: of a tag it shows everybody's.
    expect(snippetsOf(parts({ embed: { ...embed, partner: 'wire' } })).element).toContain(
      `<a href="https://news.example/feeds${FOLDER}">`,
    )
  })

  test('whatever a feed is called, a title opens and closes nothing', () => {
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

  test('a rule that keeps room, in the size of the reader’s text', () => {
    expect(reserveRule(LOOK)).toBe(
      `polyfeed-headlines:not(:defined) { ${roomDeclarations({ ...LOOK, heading: true })}; }`,
    )
  })
})

describe('oEmbed', () => {
  const answer = (title: string): OEmbed => ({
    ...{ version: '1.0', type: 'rich', title, provider_name: 'Herald & Sons', provider_url: 'https://herald.example' },
    ...{ cache_age: 300, width: 600, height: 400 },
    html: frameOf({ ...parts({ look: LOOK, title }), size: { width: 600, height: 400 } }),
  })

  test('in XML says what it says in JSON, and is well-formed whatever a feed is called', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true })
    fc.assert(
      fc.property(hostileText.map(xmlText), (title) => {
        const [json, xml] = [oEmbedText(answer(title), 'json'), oEmbedText(answer(title), 'xml')]
        expect(XMLValidator.validate(xml)).toBe(true)
        const { oembed } = parser.parse(xml)
        const said = JSON.parse(json)
        for (const [name, value] of Object.entries(said)) expect(oembed[name], name).toBe(String(value))
      }),
      checked(200),
    )
  })

  test('in XML begins as oembed.com has it', () => {
    expect(oEmbedText(answer(TITLE), 'xml')).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8" standalone="yes"\?>\n<oembed>\n<version>1\.0<\/version>\n<type>rich<\/type>/,
    )
  })
})

/** What titles may have in them: XML 1.0 §2.2, with line ends as §2.11 reads them. Intake has seen to that. */
function xmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  return text.toWellFormed().replace(/[\u0000-\u001f\ufffe\uffff]/g, '')
}
