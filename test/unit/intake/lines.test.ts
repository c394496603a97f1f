import { describe, expect, test } from 'vitest'
import { excerptOf } from '../../../src/intake/excerpt.ts'
import { joinLinesOfHtml } from '../../../src/intake/lines.ts'
import { plainText } from '../../../src/intake/text.ts'
import { ingestVariant, lang } from '../../support/desk.ts'

describe('a line break between two characters of Chinese or Japanese is no space', () => {
  test('no character is joined only because another one is wide', () => {
    const points = Array.from({ length: 0x2e80 }, (_, point) => String.fromCodePoint(point))
    const isJoinedBesideOnly = (point: string): boolean => {
      const line = `${point}\n${point}`
      return joinLinesOfHtml(`${line}<p>橋</p>`, lang('ja')) !== `${joinLinesOfHtml(line, lang('ja'))}<p>橋</p>`
    }
    expect(points.filter(isJoinedBesideOnly)).toEqual([])
  })

  test.each([
    ['ja', '橋が\n開いた', '橋が開いた'],
    ['ja', '橋が\r\n    開いた', '橋が開いた'],
    ['ja', 'トラム\nー', 'トラムー'],
    ['ja', '開いた。\n次の', '開いた。次の'],
    ['ja', 'ﾄﾗﾑ\nが', 'ﾄﾗﾑが'],
    ['ja', '葛\u{E0100}\n城', '葛\u{E0100}城'],
    ['zh-Hans', '他说：\n“你好”\n再见', '他说：“你好”再见'],
    ['zh-Hant', '（開）\n！橋', '（開）！橋'],
    ['zh-Hant', '𠀋\n𠀋', '𠀋𠀋'],
    ['en', '橋\n開', '橋開'],
    ['ja', '橋 開', '橋 開'],
    ['ja', '橋\nBridge\n開', '橋 Bridge 開'],
    ['ko', '다리가\n열렸다', '다리가 열렸다'],
    ['ko', '大韓\n民國', '大韓 民國'],
    ['th', 'สะพาน\nใหม่', 'สะพาน ใหม่'],
    ['en', 'The bridge\nis open', 'The bridge is open'],
  ])('in %s: %j is %j', async (tag, text, expected) => {
    expect(plainText(text, lang(tag))).toBe(expected)
    expect(excerptOf(`<p>${text}</p>`, lang(tag))).toBe(expected)
    const html = joinLinesOfHtml(`<p>${text}</p>`, lang(tag))
    expect(html.replace(/\s+/g, ' ')).toBe(`<p>${expected}</p>`)
  })

  test.each([
    ['<p>橋<b>が\n</b>開</p>', '<p>橋<b>が</b>開</p>'],
    ['<p>橋\n<a href="https://x.example/">開</a></p>', '<p>橋<a href="https://x.example/">開</a></p>'],
    ['<p>橋</b>\n<i>開</i></p>', '<p>橋</b><i>開</i></p>'],
    ['<pre>橋\n開</pre><p>橋\n開</p>', '<pre>橋\n開</pre><p>橋開</p>'],
    ['<p>橋</p>\n<p>開</p>', '<p>橋</p>\n<p>開</p>'],
    ['<ul>\n<li>橋</li>\n</ul>', '<ul>\n<li>橋</li>\n</ul>'],
  ])('in HTML: %j is %j', (html, expected) => {
    expect(joinLinesOfHtml(html, lang('ja'))).toBe(expected)
  })

  test('in articles, from Markdown and from HTML', async () => {
    expect((await ingestVariant({ content: undefined, markdown: '橋が\n*開いた*。\n次。' })).content).toBe(
      '<p>橋が<em>開いた</em>。次。</p>',
    )
    expect((await ingestVariant({ content: '<p>橋が\n  &#38283;いた</p>' })).content).toBe('<p>橋が開いた</p>')
  })
})

describe('the end of a block', () => {
  test.each([
    ['<p>第一点。</p><p>第二点。</p>', '第一点。第二点。'],
    ['<p>第一点</p>\n<p>第二点</p>', '第一点 第二点'],
    ['<ul><li>东京</li><li>大阪</li></ul>', '东京 大阪'],
    ['第一<br>第二', '第一第二'],
    ['第一<br />\n第二', '第一第二'],
  ])('%j is %j', (html, expected) => {
    expect(excerptOf(html, lang('zh-Hans'))).toBe(expected)
    expect(plainText(html, lang('zh-Hans'))).toBe(expected)
  })
})
