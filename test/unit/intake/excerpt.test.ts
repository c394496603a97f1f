import { describe, expect, test } from 'vitest'
import type { CleanHtml } from '../../../src/domain/article.ts'
import { cutAtWord, excerptOf } from '../../../src/intake/excerpt.ts'
import { lang } from '../../support/desk.ts'

const excerpt = (html: string, tag = 'en'): string => excerptOf(html as CleanHtml, lang(tag))

describe('an excerpt is the readable text', () => {
  test.each([
    ['<p>One.</p><p>Two.</p>', 'One. Two.'],
    ['<p>A <b>bold</b><br />line</p>', 'A bold line'],
    ['<p>See <a href="https://x.example/">this</a>.</p>', 'See this.'],
    ['<h2>Head</h2><p>Text.</p>', 'Text.'],
    ['<figure><img src="https://x.example/a.png" alt="A" /><figcaption>C</figcaption></figure><p>Text.</p>', 'Text.'],
    ['<pre><code>code</code></pre><table><tr><td>cell</td></tr></table><p>Text.</p>', 'Text.'],
    ['<p>A<sup><a target="_self" href="#fn1">[1]</a></sup>, see <a href="#b">below</a>.</p><hr />', 'A, see below.'],
    ['<video src="https://x.example/v.mp4"><a href="https://x.example/v.mp4">Load</a></video><p>Text.</p>', 'Text.'],
    ['<p>AT&amp;T &amp;amp; co</p>', 'AT&T &amp; co'],
    ['<p>If x &lt; 10, all is well. If not, it is not.</p>', 'If x < 10, all is well. If not, it is not.'],
    ['<p>Never write &lt;script&gt; or &lt;b&gt; there.</p>', 'Never write <script> or <b> there.'],
    ['', ''],
    ['<p></p>', ''],
    ['<p>Так</p>', 'Так'],
  ])('of %j is %j', (html, expected) => {
    expect(excerpt(html)).toBe(expected)
  })

  test('of a list has its items without bullets', () => {
    expect(excerpt('<ul><li>one</li><li>two</li></ul>')).toBe('one two')
  })

  test('omits a tag that the length limit cuts through', () => {
    const html = `<p>Text.</p>${'<p></p>'.repeat(850)}<a href="https://x.example/${'y'.repeat(200)}">z</a>`
    expect(excerpt(html)).toBe('Text.')
  })
})

describe('a long text is cut at a word boundary', () => {
  const words = (word: string): string => Array(200).fill(word).join(' ')

  test.each([
    ['en', words('bridge'), /^(?:bridge )+bridge…$/],
    ['uk', words('об’єднання'), /^(?:об’єднання )+об’єднання…$/],
    ['de', words('Brücke,'), /^(?:Brücke, )+Brücke…$/],
    ['ar', words('الجسر'), /^(?:الجسر )+الجسر…$/],
    ['ja', '東京都知事は新しい橋を開通させた。'.repeat(40), /…$/],
    ['zh-Hans', '市长今天为新桥揭幕'.repeat(60), /…$/],
    ['th', 'สะพานใหม่เปิดแล้ววันนี้'.repeat(40), /…$/],
  ])('in %s', (tag, text, expected) => {
    const cut = cutAtWord(text, lang(tag))
    expect(cut).toMatch(expected)
    expect(cut.length).toBeLessThanOrEqual(280)
    expect(cut.length).toBeGreaterThan(240)
    const prefix = cut.slice(0, -1)
    expect(text.startsWith(prefix)).toBe(true)
    const ends = [...new Intl.Segmenter(tag, { granularity: 'word' }).segment(text)].map(
      ({ index, segment }) => index + segment.length,
    )
    expect(ends).toContain(prefix.length)
  })

  test('a text of exactly the maximum length is not cut', () => {
    expect(cutAtWord('x'.repeat(280), lang('en'))).toBe('x'.repeat(280))
  })

  test('a single long word is cut between characters', () => {
    expect(cutAtWord('x'.repeat(400), lang('en'))).toBe(`${'x'.repeat(279)}…`)
  })

  test.each([
    ['a surrogate pair', `a${'𐐀'.repeat(300)}`],
    ['another surrogate pair', '𐐀'.repeat(300)],
    ['an emoji', '😀'.repeat(300)],
  ])('%s is never split', (_, text) => {
    const cut = cutAtWord(text, lang('en'))
    expect(cut.isWellFormed()).toBe(true)
    expect(cut).not.toContain('\uFFFD')
    expect(text.startsWith(cut.slice(0, -1))).toBe(true)
    expect(cut.length).toBeLessThanOrEqual(280)
  })

  test('removes punctuation before the cut', () => {
    expect(cutAtWord(`${'x'.repeat(270)}, — ${'y'.repeat(100)}`, lang('en'))).toBe(`${'x'.repeat(270)}…`)
  })
})
