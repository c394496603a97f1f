import { describe, expect, test } from 'vitest'
import { cleanHtml, rawHtml } from '../../../src/intake/html.ts'
import { markdownToHtml } from '../../../src/intake/markdown/markdown.ts'
import { clean, PAGE, resolve } from '../../support/cleaned.ts'
import { ingestVariant } from '../../support/desk.ts'

describe('removes active content', () => {
  test.each([
    ['<p>a<script>alert(1)</script>b</p>', '<p>ab</p>'],
    ['<SCRIPT SRC="https://evil.example/x.js"></SCRIPT>a', 'a'],
    ['<scr<script>ipt>alert(1)</script>', 'ipt&gt;alert(1)'],
    ['<style>p { color: red }</style><p>a</p>', '<p>a</p>'],
    ['<p style="position:fixed" class="x" data-x="1">a</p>', '<p>a</p>'],
    ['<p onclick="alert(1)" ONMOUSEOVER=alert(1)>a</p>', '<p>a</p>'],
    ['<img src="/a.png" onerror="alert(1)">', '<img src="https://herald.example/a.png" />'],
    ['<svg onload="alert(1)"><script>alert(1)</script></svg>a', 'a'],
    ['<form action="/x"><input name="a"><button>b</button></form>', ''],
    ['<object data="x.swf"></object><embed src="x.swf">a', 'a'],
    ['<base href="https://evil.example/"><a href="x">a</a>', `<a href="${PAGE}x">a</a>`],
    ['<meta http-equiv="refresh" content="0;url=https://evil.example/">a', 'a'],
    ['<link rel="stylesheet" href="https://evil.example/x.css">a', 'a'],
    ['<!-- secret --><p>a</p>', '<p>a</p>'],
    ['<textarea></p><script>alert(1)</script></textarea>a', 'a'],
  ])('%j becomes %j', (html, expected) => {
    expect(clean(html)).toBe(expected)
  })
})

describe('removes addresses that are not on the web', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java&#10;script:alert(1)',
    '&#106;avascript:alert(1)',
    '\u0001javascript:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'blob:https://herald.example/1',
    'http://[',
  ])('%j', (url) => {
    expect(clean(`<a href="${url}">a</a>`)).toBe('<a>a</a>')
    expect(clean(`<img src="${url}" alt="a">`)).toBe('')
    expect(clean(`<video poster="${url}" src="${url}"></video>`)).toBe('<video></video>')
    expect(clean(`<blockquote cite="${url}">a</blockquote>`)).toBe('<blockquote>a</blockquote>')
    expect(clean(`<img src="/a.png" srcset="${url} 2x">`)).toBe('<img src="https://herald.example/a.png" />')
  })

  test('removes data: pictures, which readers do not show', () => {
    expect(clean('<img src="data:image/png;base64,AAAA">')).toBe('')
  })
})

const withFrames = (html: string): string => cleanHtml(rawHtml(html), resolve, '', 'frame').content

describe('keeps only frames of known players', () => {
  test.each([
    'https://www.youtube.com/embed/x',
    'https://www.youtube-nocookie.com/embed/x',
    'https://player.vimeo.com/video/1',
    'https://w.soundcloud.com/player/?url=1',
    'https://open.spotify.com/embed/x',
  ])('keeps %s', (src) => {
    expect(withFrames(`<iframe src="${src}" width="560" onload="x()" srcdoc="x"></iframe>`)).toBe(
      `<iframe src="${src}" width="560"></iframe>`,
    )
  })

  test('gives a frame without a scheme the scheme of the page', () => {
    expect(withFrames('<iframe src="//www.youtube.com/embed/x"></iframe>')).toContain(
      'src="https://www.youtube.com/embed/x"',
    )
  })

  test.each([
    'https://evil.example/',
    'https://www.youtube.com.evil.example/',
    'https://evil.example/www.youtube.com',
    'https://www.youtube.com@evil.example/',
    'https://youtube.com.evil.example/embed',
    '/embed/x',
    'javascript:alert(1)//www.youtube.com',
  ])('removes %s', (src) => {
    expect(withFrames(`a<iframe src="${src}">b</iframe>c`)).not.toContain('iframe')
  })

  test('removes a frame with srcdoc', () => {
    expect(withFrames('<iframe srcdoc="<script>alert(1)</script>"></iframe>')).toBe('')
  })
})

describe('makes every address absolute', () => {
  test.each([
    ['<a href="/x">a</a>', '<a href="https://herald.example/x">a</a>'],
    ['<a href="x/y?z#1">a</a>', `<a href="${PAGE}x/y?z#1">a</a>`],
    ['<a href="../x">a</a>', '<a href="https://herald.example/uk/news/x">a</a>'],
    ['<a href="#note">a</a>', `<a href="${PAGE}#note">a</a>`],
    ['<a href="?page=2">a</a>', `<a href="${PAGE}?page=2">a</a>`],
    ['<a href="">a</a>', `<a href="${PAGE}">a</a>`],
    ['<a href="//cdn.example/x">a</a>', '<a href="https://cdn.example/x">a</a>'],
    ['<a href="HTTP://X.example">a</a>', '<a href="http://x.example/">a</a>'],
    ['<a href="/міст">a</a>', '<a href="https://herald.example/%D0%BC%D1%96%D1%81%D1%82">a</a>'],
    ['<a href="mailto:a@b.example">a</a>', '<a href="mailto:a@b.example">a</a>'],
    ['<a href="tel:+380441234567">a</a>', '<a href="tel:+380441234567">a</a>'],
    ['<a href="https://x.example/?a=1&amp;b=2">a</a>', '<a href="https://x.example/?a=1&amp;b=2">a</a>'],
    ['<q cite="/x">a</q>', '<q cite="https://herald.example/x">a</q>'],
    [
      '<video src="v.mp4" poster="/p.jpg"><track src="t.vtt"></video>',
      `<video src="${PAGE}v.mp4" poster="https://herald.example/p.jpg"><track src="${PAGE}t.vtt" /></video>`,
    ],
    ['<audio src="a.mp3" controls></audio>', `<audio src="${PAGE}a.mp3" controls></audio>`],
  ])('%j becomes %j', (html, expected) => {
    expect(clean(html)).toBe(expected)
  })

  test.each([
    ['/a.png 1x, b.png 2x', `https://herald.example/a.png 1x, ${PAGE}b.png 2x`],
    ['/a.png 1x,b.png 2x', `https://herald.example/a.png 1x, ${PAGE}b.png 2x`],
    ['/a.png 640w,\n /b.png 1280w', 'https://herald.example/a.png 640w, https://herald.example/b.png 1280w'],
    ['/a.png', 'https://herald.example/a.png'],
    ['/a,b.png 1x, /c.png 2x', 'https://herald.example/a,b.png 1x, https://herald.example/c.png 2x'],
    ['javascript:x 1x, /b.png 2x', 'https://herald.example/b.png 2x'],
  ])('srcset %j becomes %j', (srcset, expected) => {
    const [, cleaned] = /srcset="([^"]*)"/.exec(clean(`<img src="/x.png" srcset="${srcset}">`)) ?? []
    expect(cleaned).toBe(expected)
  })
})

describe('resolves `/media/` on this server', () => {
  const FEEDS = 'https://feeds.example/media/a.png'
  const HERALD = 'https://herald.example/media/a.png'
  const content = async (html: string, servesMedia: boolean, site = {}) =>
    (await ingestVariant({ content: html, image: { url: '/media/a.png' } }, {}, site, servesMedia)).content

  test.each([
    ['if it serves media', true, FEEDS],
    ['otherwise on the site', false, HERALD],
  ])('%s', async (_, servesMedia, expected) => {
    expect(await content('<img src="/media/a.png">', servesMedia)).toBe(`<img src="${expected}" />`)
    expect((await ingestVariant({ image: { url: '/media/a.png' } }, {}, {}, servesMedia)).image?.url).toBe(expected)
  })

  test('also with surrounding white space, which HTML ignores', async () => {
    expect(await content('<img src=" /media/a.png ">', true)).toBe(`<img src="${FEEDS}" />`)
  })

  test('also below the path of feedUrl', async () => {
    const site = { feedUrl: 'https://herald.example/feeds' }
    expect(await content('<img src="/media/a.png">', true, site)).toBe(
      '<img src="https://herald.example/feeds/media/a.png" />',
    )
  })

  test.each(['media/a.png', '/mediator/a.png', 'https://herald.example/media/a.png'])('but not %s', async (url) => {
    expect(await content(`<img src="${url}">`, true)).toContain('src="https://herald.example/')
  })
})

describe('the result is well-formed', () => {
  test.each([
    ['<p>a<br>b<hr>', '<p>a<br />b</p><hr />'],
    ['<b>a<i>b</b>c', '<b>a<i>b</i></b>c'],
    ['a ]]> b', 'a ]]&gt; b'],
    ['1 < 2 & 3 > 2', '1 &lt; 2 &amp; 3 &gt; 2'],
    ["<a title='\"><script>'>a</a>", '<a title="&quot;&gt;&lt;script&gt;">a</a>'],
    ['<p>a', '<p>a</p>'],
    ['</div></b>a', 'a'],
  ])('%j becomes %j', (html, expected) => {
    expect(clean(html)).toBe(expected)
  })

  test.each(['a\u0000\u000B\uFFFEb', '&#0;&#1;&#xFFFE;&#xD800;', '\uD800', '<p title="\u0001&#2;\uDFFF">a</p>'])(
    'has no characters that XML forbids, from %j',
    (html) => {
      const cleaned = clean(html)
      expect(cleaned.isWellFormed()).toBe(true)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must be removed
      expect(cleaned).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/)
    },
  )

  test.each(['lang="ar" dir="rtl"', 'title="t"', 'id="note"'])('keeps %s on any element', (attributes) => {
    expect(clean(`<p ${attributes}>a</p>`)).toBe(`<p ${attributes}>a</p>`)
  })

  test('cleaning is idempotent', () => {
    const once = clean('<p>a &amp; b<br><img src="a.png" srcset="b.png 2x" alt="&quot;"></p><a href="x">ы</a>')
    expect(clean(once)).toBe(once)
  })
})

test('Markdown becomes HTML and is then cleaned like HTML', () => {
  expect(markdownToHtml('**a** <b>b</b>\n\n- c\n')).toBe(
    '<p><strong>a</strong> <b>b</b></p>\n<ul>\n<li>c</li>\n</ul>\n',
  )
  expect(clean(markdownToHtml('[a](javascript:alert(1)) <script>alert(1)</script>'))).not.toMatch(/<script|href/)
})
