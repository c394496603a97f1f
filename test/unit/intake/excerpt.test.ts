import { describe, expect, test } from 'vitest'
import { cutAtWord, excerptOf } from '../../../src/intake/excerpt.ts'
import { lang } from '../../support/desk.ts'

const excerpt = (html: string, tag = 'en'): string => excerptOf(html, lang(tag))

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

  test.each([
    ['a quotation', '<blockquote><p>Quote.</p></blockquote><p>Text.</p>', 'Quote. Text.'],
    ['a rule', '<p>One.</p><hr><p>Two.</p>', 'One. Two.'],
    ['short quotations', '<p>He said <q>yes, <q>no</q></q>.</p>', 'He said “yes, ‘no’”.'],
    ['a definition', '<dl><dt>Term</dt><dd>Meaning</dd></dl>', 'Term: Meaning'],
    ['several terms', '<dl><dt>One</dt><dt>Two</dt><dd>Meaning</dd></dl>', 'One, Two: Meaning'],
    ['a Japanese term', '<dl><dt>用語</dt><dd>意味</dd></dl>', '用語：意味'],
    ['a numbered list', '<ol><li>one</li><li>two</li></ol>', 'one two'],
    ['a line break', '<p>One<br>two</p>', 'One two'],
    ['a soft hyphen', '<p>Wör&shy;ter</p>', 'Wörter'],
  ])('without markup: %s', (_name, html, expected) => {
    expect(excerpt(html)).toBe(expected)
  })

  test.each([
    ['fr', '«mot»'],
    ['de-AT', '„mot“'],
    ['uk', '«mot»'],
    ['pl', '„mot”'],
    ['sv', '”mot”'],
    ['ja', '「mot」'],
    ['zh-TW', '「mot」'],
    ['zh-CN', '“mot”'],
    ['en', '“mot”'],
  ])('in %s has the quotation marks %s', (tag, expected) => {
    expect(excerpt('<p><q>mot</q></p>', tag)).toBe(expected)
  })

  test.each([
    ['10<sup>6</sup> tonnes', '10⁶ tonnes'],
    ['10<sup>-3</sup>', '10⁻³'],
    ['10<sup>1.5</sup>', '10^1.5'],
    ['e<sup>a/b</sup>', 'e^(a/b)'],
    ['x<sup>n+1</sup>', 'xⁿ⁺¹'],
    ['5 km<sup>2</sup>', '5 km²'],
    ['the 1<sup>st</sup> and the 3<sup>rd</sup>', 'the 1st and the 3rd'],
    ['le XX<sup>e</sup> siècle', 'le XXᵉ siècle'],
    ['Foo<sup>TM</sup> and Bar<sup>®</sup>', 'Foo™ and Bar®'],
    ['10<sup>1,5</sup>', '10^1,5'],
    ['CO<sub>2</sub>', 'CO₂'],
    ['H<sub>max</sub>', 'Hmax'],
    ['Ca<sup>2+</sup>', 'Ca²⁺'],
  ])('has readable superscripts: %s is %s', (html, expected) => {
    expect(excerpt(`<p>${html}</p>`)).toBe(expected)
  })

  test.each([
    'Ice<sup><a href="#fn1">1</a></sup> broke.',
    'Ice<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup> broke.',
    'Ice<a href="#fn1"><sup>1</sup></a> broke.',
    'Ice<a href="https://x.example/a/#note-1">[1]</a> broke.',
    'Ice<a href="#n" role="doc-noteref">a</a> broke.',
    'Ice<sup>[1]</sup> broke.',
    'Ice<sup>[citation needed]</sup> broke.',
    'Ice<sup>*</sup> broke.',
    'Ice<sup>※1</sup> broke.',
    'Ice<sup><a href="https://source.example/">1, 2</a></sup> broke.',
    'Ice broke.<sup>12</sup>',
    'Ice broke<sup>2,3</sup>.',
    'Ice broke<sup>注1</sup>.',
    'Ice broke. <a href="#fnref1" class="footnote-backref">↩︎</a>',
  ])('has no mark of a note: %s', (html) => {
    expect(excerpt(`<p>${html}</p>`)).toBe('Ice broke.')
  })

  test.each(['<del>10</del> <ins>12</ins>', '<s>10</s> 12', '<strike>10</strike> 12'])(
    'has no deleted text: %s',
    (html) => {
      expect(excerpt(`<p>${html} tonnes.</p>`)).toBe('12 tonnes.')
    },
  )

  test('has no readings of characters', () => {
    expect(excerpt('<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字</p>', 'ja')).toBe('漢字')
  })

  const CONTENTS = '<ul><li><a href="#a">A</a><ul><li><a href="https://x.example/#b">B</a></li></ul></li></ul>'
  test.each([
    ['a video’s fallback', '<video controls><source src="/a.mp4">Your browser cannot play it.</video>'],
    ['an audio’s fallback', '<audio src="/a.mp3">Your browser cannot play it.</audio>'],
    ['an object’s fallback', '<object data="/a.pdf">Get a reader.</object>'],
    ['an iframe’s fallback', '<iframe src="/a">No frames.</iframe>'],
    ['a noscript', '<noscript>Switch on scripts.</noscript>'],
    ['a style and a script', '<style>p { }</style><script>x()</script>'],
    ['a table of contents', CONTENTS],
    ['a table of contents with a title', `<p><strong>Contents</strong></p>${CONTENTS}`],
    ['a table of contents with a lead-in', `<p>In this article:</p>\n${CONTENTS}`],
    ['a table of contents in one line', '<p><a href="#a">A</a> | <a href="#b">B</a></p>'],
    ['a plugin’s table of contents', '<div id="ez-toc-container"><p class="ez-toc-title">Contents</p></div>'],
    ['a table of contents in a list of definitions', '<div class="table-of-contents-box"><dl><dt>A</dt></dl></div>'],
    ['a lead-in that is a div', `<div>In this article:</div>${CONTENTS}`],
    ['a nav', '<nav><p>Contents</p><ul><li>A</li></ul></nav>'],
    ['a table of contents by class', '<div class="toc"><p>A</p></div>'],
    ['a table of contents by role', '<div role="doc-toc"><p>A</p></div>'],
    ['a place for a table of contents', '<p>[TOC]</p>'],
    ['kramdown’s place for a table of contents', '<ul><li>TOC\n{:toc}</li></ul>'],
    ['links to other articles', '<p>Read also:</p><ul><li><a href="/x">Other</a></li></ul>'],
    ['a closed box', '<details><summary>More</summary><p>x</p></details>'],
    ['an aside', '<aside><p>Box</p></aside>'],
    ['a byline', '<header><p>By Jo Doe</p></header>'],
    ['a caption beside its picture', '<p><img src="/a.png"><em>Photo: Jo</em></p>'],
    ['a caption after its picture', '<p><img src="/a.png"></p>\n<p><em>Photo: Jo</em></p>'],
    ['a WordPress caption', '<div class="wp-caption"><img src="/a.png"><p class="wp-caption-text">Jo</p></div>'],
    ['an embedded address', '<p>https://video.example/watch?v=1</p>'],
    ['an embedded address of WordPress', '<figure><div class="wrapper">\nhttps://video.example/1\n</div></figure>'],
    ['text that is not displayed', '<p style="color: red; display: none">x</p><div style="display:none">y</div>'],
    ['an embedded post', '<blockquote class="twitter-tweet"><p>Hi</p></blockquote>'],
    ['hidden text', '<p hidden>x</p><p class="screen-reader-text">y</p>'],
    ['long code', `<pre>${'code '.repeat(10_000)}</pre>`],
    ['a long table', `<table>${'<tr><td>x</td></tr>'.repeat(5000)}</table>`],
    ['a picture in its address', `<p><img src="data:image/png;base64,${'A'.repeat(50_000)}"></p>`],
    ['a long gallery', '<figure><img src="/a.png"><figcaption>C</figcaption></figure>'.repeat(500)],
  ])('has no %s', (_name, html) => {
    expect(excerpt(`${html}<p>Text.</p>`)).toBe('Text.')
  })

  test('has no notes at the end', () => {
    expect(excerpt('<p>Text.</p><section class="footnotes"><ol><li>Note</li></ol></section>')).toBe('Text.')
  })

  test('of an article that is nothing but links to others has their texts', () => {
    expect(excerpt('<ul><li><a href="/x">One</a></li><li><a href="/y">Two</a></li></ul>')).toBe('One Two')
    expect(excerpt(CONTENTS)).toBe('')
  })
})

describe('a writer ends the summary with a mark', () => {
  const LONG = 'Some sentence. '.repeat(40).trim()
  test.each([
    '<!--more-->',
    '<!-- more -->',
    '<!--more Read on-->',
    '<!-- MORE -->',
    '<!-- truncate -->',
    '<!-- excerpt -->',
    '<!-- end_excerpt -->',
    '<!-- PELICAN_END_SUMMARY -->',
    '<!-- TEASER_END -->',
    '<a name="more"></a>',
    '<span id="more-17"></span>',
  ])('%s', (mark) => {
    expect(excerpt(`<p>One.</p>${mark}<p>Two.</p>`)).toBe('One.')
    expect(excerpt(`<p>One ${mark} two.</p>`)).toBe('One')
    // Text before the mark may exceed the maximum length.
    expect(excerpt(`<h2>Head</h2><p>${LONG}</p>${mark}<p>Two.</p>`)).toBe(LONG)
  })

  test.each(['<!--more--><p>One.</p>', '<h2>Head</h2><!--more--><p>One.</p>', '<p>One.</p><!-- moreover -->'])(
    'which is ignored in %s',
    (html) => {
      expect(excerpt(html)).toBe('One.')
    },
  )
})

describe('a long text ends with a sentence', () => {
  test.each([
    ['en', 'The mayor met Dr. Smith and Prof. J. Doe at 3.5 p.m. on the new bridge. ', 'bridge.'],
    ['de', 'Am 3. Januar wurde die Brücke wieder eröffnet. ', 'eröffnet.'],
    ['ru', 'Мост снова открыт для трамваев, сообщила мэрия. ', 'мэрия.'],
    ['hi', 'पुल खुल गया है। ट्राम फिर चल रही है। ', 'है।'],
    ['ar', 'فُتح الجسر اليوم. هل عاد الترام؟ ', /[.؟]$/],
    ['fa', 'پل امروز باز شد. آیا تراموا برگشت؟ ', /[.؟]$/],
    ['ur', 'پل آج کھل گیا۔ ', '۔'],
    ['ko', '다리가 열렸다. 전차가 다시 강을 건넌다. ', '다.'],
    ['ja', '橋が開いた。電車は再び川を渡る。', '。'],
    ['zh-Hans', '市长今天为新桥揭幕。', '。'],
    ['km', 'ស្ពានថ្មីបានបើកនៅថ្ងៃនេះ។ ', '។'],
    ['my', 'တံတား ဖွင့်ပြီ။ ', '။'],
    ['am', 'ድልድዩ ተከፈተ። ', '።'],
    ['el', 'Η γέφυρα άνοιξε ξανά για τα τραμ. ', 'τραμ.'],
  ])('in %s', (tag, sentence, expected) => {
    const text = excerpt(`<p>${sentence.repeat(40)}</p>`, tag)
    if (typeof expected === 'string') expect(text.endsWith(expected)).toBe(true)
    else expect(text).toMatch(expected)
    expect(text.length).toBeLessThanOrEqual(280)
    expect(text.length).toBeGreaterThan(190)
    expect(text).not.toMatch(/(?:Dr|Prof|J|p\.m|Am 3)\.$/)
  })

  test('or with a word, if the sentence is too long', () => {
    expect(excerpt(`<p>Short one. ${'bridge '.repeat(60)}</p>`)).toMatch(/ bridge…$/)
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

  test('a long text is not cut within a compound', () => {
    expect(cutAtWord('AT&T well-known '.repeat(40), lang('en'))).toMatch(/ (?:AT&T|well-known)…$/)
  })

  test.each([
    ['km', 'ស្ពានថ្មីបានបើកនៅថ្ងៃនេះ'.repeat(30)],
    ['lo', 'ສະພານໃຫມ່ເປີດແລ້ວມື້ນີ້'.repeat(30)],
    ['my', 'တံတားသစ်ဖွင့်ပြီ'.repeat(40)],
    ['ko', '다리가 다시 열렸다고 '.repeat(50)],
    ['hi', 'पुल फिर खुल गया '.repeat(40)],
  ])('in %s, too', (tag, text) => {
    const prefix = cutAtWord(text, lang(tag)).slice(0, -1)
    expect(prefix.length).toBeGreaterThan(240)
    const words = [...new Intl.Segmenter(tag, { granularity: 'word' }).segment(text)]
    expect(words.map(({ index, segment }) => index + segment.length)).toContain(prefix.length)
  })

  test.each([
    ['an emoji of several', '👨‍👩‍👧'.repeat(100)],
    ['a letter with its mark', 'e\u0301'.repeat(300)],
    ['a syllable of Hindi', 'क्षि'.repeat(100)],
  ])('%s is never split', (_, text) => {
    const prefix = cutAtWord(text, lang('en')).slice(0, -1)
    const ends = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ index }) => index)
    expect(ends).toContain(prefix.length)
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
