import { describe, expect, test } from 'vitest'
import { markdownToHtml } from '../../../src/intake/markdown/markdown.ts'
import { clean, cleanMarkdown, PAGE } from '../../support/cleaned.ts'

test.each([
  ['**「新しい橋」**が開いた', '<p><strong>「新しい橋」</strong>が開いた</p>'],
  ['これは**「重要」。**です', '<p>これは<strong>「重要」。</strong>です</p>'],
  ['**「다리」**가 *“새로”*', '<p><strong>「다리」</strong>가 <em>“새로”</em></p>'],
  ['~~「古い」~~は', '<p><s>「古い」</s>は</p>'],
  ['~~old~~', '<p><s>old</s></p>'],
  ['- [ ] open\n- [x] done\n- [X] also', '<ul><li>☐ open</li><li>☑ done</li><li>☑ also</li></ul>'],
  ['1. [x] done', '<ol><li>☑ done</li></ol>'],
  ['- [x](/y)', '<ul><li><a href="https://herald.example/y">x</a></li></ul>'],
  ['Term\n: Meaning', '<dl><dt>Term</dt><dd>Meaning</dd></dl>'],
  ['*[HTML]: Hypertext\n\nHTML', '<p><abbr title="Hypertext">HTML</abbr></p>'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', expect.stringContaining('<td>2</td>')],
])('%j', (text, expected) => {
  expect(cleanMarkdown(text)).toEqual(expected)
})

test('footnotes lead to the note and back', () => {
  const html = cleanMarkdown('A bridge[^b] and **another**[^2].\n\n[^b]: Built in 1953.\n[^2]: With *care*.')
  expect(html).not.toContain('[^')
  for (const id of ['fn1', 'fnref1', 'fn2', 'fnref2']) {
    expect(html).toContain(` id="${id}"`)
    expect(html).toContain(` href="#${id}"`)
  }
})

describe('ids of headings', () => {
  test.each([
    ['## The bridge {#bridge}', '<h2 id="bridge">The bridge</h2>'],
    ['## The bridge {#bridge .wide}', '<h2 id="bridge">The bridge</h2>'],
    ['## The bridge {: #bridge}', '<h2 id="bridge">The bridge</h2>'],
    ['## The bridge\n{: #bridge .wide}', '<h2 id="bridge">The bridge</h2>'],
    ['The bridge {#bridge}\n===', '<h1 id="bridge">The bridge</h1>'],
    ['## The bridge {.wide}', '<h2>The bridge</h2>'],
    ['## The set {a, b}', '<h2>The set {a, b}</h2>'],
    ['## The bridge', '<h2>The bridge</h2>'],
  ])('%j', (text, expected) => {
    expect(cleanMarkdown(text)).toBe(expected)
  })

  test.each([
    ['the-bridge', 'The bridge'],
    ['über-uns', 'Über uns'],
    ['橋', '橋'],
    ['code-and-more', '`code` and *more*'],
  ])('a link to #%s finds the heading', (id, heading) => {
    const html = cleanMarkdown(`[see](#${id})\n\n## ${heading}`)
    expect(html).toContain(` href="#${encodeURI(id)}"`)
    expect(html).toContain(`<h2 id="${id}">`)
  })

  test('a link elsewhere leads to the page', () => {
    expect(cleanMarkdown('[see](#comments)')).toBe(`<p><a href="${PAGE}#comments">see</a></p>`)
  })
})

describe("kramdown's attribute lists and marks are removed", () => {
  test.each([
    ['A text.\n{: .lead}', '<p>A text.</p>'],
    ['A text.\n{: #lead}', '<p id="lead">A text.</p>'],
    ['{:.lead}\nA text.', '<p>A text.</p>'],
    ['[a](/b){:target="_blank" rel="nofollow"} c', '<p><a href="https://herald.example/b">a</a> c</p>'],
    ['[a](/b){:\ntarget="_blank"}.', '<p><a href="https://herald.example/b">a</a>.</p>'],
    ['*a*{:.b}', '<p><em>a</em></p>'],
    ['> quote\n{: .pull}', '<blockquote><p>quote</p></blockquote>'],
    ['* one\n* two\n{: .list}', '<ul><li>one</li><li>two</li></ul>'],
    ['* {:.first} one', '<ul><li>one</li></ul>'],
    ['* TOC\n{:toc}\n\nA text.', '<p>A text.</p>'],
    ['1. this is replaced\n{:toc .menu}\n\nA text.', '<p>A text.</p>'],
    ['[TOC]\n\nA text.', '<p>A text.</p>'],
    ['[[_TOC_]]\n\nA text.', '<p>A text.</p>'],
    ['## A title\n{:.no_toc}', '<h2>A title</h2>'],
    ['{:wide: .wide width="100"}\n\nA text.', '<p>A text.</p>'],
    ['{::options toc_levels="2" /}\n\nA text.', '<p>A text.</p>'],
    ['{::comment}\nsecret\n{:/comment}\n\nA text.', '<p>A text.</p>'],
    ['{::nomarkdown}\n<b>a</b>\n{:/}', '<p><b>a</b></p>'],
  ])('%j', (text, expected) => {
    expect(cleanMarkdown(text)).toBe(expected)
  })

  test.each([
    ['`{: .b}`', '<p><code>{: .b}</code></p>'],
    ['```\n{: .b}\n```', '<pre><code>{: .b}\n</code></pre>'],
    ['The tuple {:ok, value} is fine.', '<p>The tuple {:ok, value} is fine.</p>'],
    ['Then it prints\n{:k=>42}', '<p>Then it prints\n{:k=&gt;42}</p>'],
    ['# => {:name=>"Jo", :age=>27}', '<h1>=&gt; {:name=&gt;"Jo", :age=&gt;27}</h1>'],
    ['Use {title} or {a: 1}', '<p>Use {title} or {a: 1}</p>'],
  ])('but not %j', (text, expected) => {
    expect(clean(markdownToHtml(text))).toBe(expected)
  })
})

describe('formulas stay as TeX', () => {
  test.each([
    ['So $$E = mc^2$$ holds.', '<p>So <code>E = mc^2</code> holds.</p>'],
    ['$$ a_1 * b * c $$', '<pre><code>a_1 * b * c</code></pre>'],
    ['$$\n\\frac{a}{b} < _c_\n$$', '<pre><code>\\frac{a}{b} &lt; _c_</code></pre>'],
    ['$$x$$ and $$y_1$$', '<p><code>x</code> and <code>y_1</code></p>'],
    ['It costs $5, not $6.', '<p>It costs $5, not $6.</p>'],
    ['$$ for you and $$ for me', '<p>$$ for you and $$ for me</p>'],
    ['Ke$$ha', '<p>Ke$$ha</p>'],
    ['`$$x$$`', '<p><code>$$x$$</code></p>'],
  ])('%j', (text, expected) => {
    expect(cleanMarkdown(text)).toBe(expected)
  })
})

describe('Markdown in HTML', () => {
  const LINK = '<a href="https://herald.example/x">"Title"</a>'

  test.each([
    ['<div markdown="1">\n["Title"](/x)\n</div>', `<div><p>${LINK}</p></div>`],
    ['<div class="box" markdown=1>\n\n["Title"](/x)\n\n</div>', `<div><p>${LINK}</p></div>`],
    ['<div markdown="1">["Title"](/x)</div>', `<div><p>${LINK}</p></div>`],
    ['<div markdown="block">\n["Title"](/x)\n</div>', `<div><p>${LINK}</p></div>`],
    ['<div markdown="span">\n["Title"](/x)\n</div>', `<div>${LINK}</div>`],
    ['<p markdown=\'1\'>["Title"](/x) by **A**</p>', `<p>${LINK} by <strong>A</strong></p>`],
    ['A <span markdown="1">["Title"](/x)</span> b', `<p>A <span>${LINK}</span> b</p>`],
    ['<span class="a" markdown="1">\n["Title"](/x)\n</span>', `<span>${LINK}</span>`],
    ['<div><span markdown="1">["Title"](/x)</span></div>', `<div><span>${LINK}</span></div>`],
    [
      '<table>\n  <tr>\n    <td markdown="1">\n    ["Title"](/x)\n    </td>\n  </tr>\n</table>',
      expect.stringContaining(`<td><p>${LINK}</p>`),
    ],
    ['<ul>\n<li markdown="1">["Title"](/x)</li>\n</ul>', `<ul><li><p>${LINK}</p></li></ul>`],
    [
      '<div markdown="1">\n  <div markdown="1">\n  - a\n  - b\n  </div>\n  *c*\n</div>',
      '<div><div><ul><li>a</li><li>b</li></ul></div><p><em>c</em></p></div>',
    ],
    [
      '<details markdown="1"><summary markdown="span">*T*</summary>\n*c*\n</details>',
      '<details><summary><em>T</em></summary><p><em>c</em></p></details>',
    ],
    ['<div markdown="1">\n*a*\n</div>\nand *b*', '<div><p><em>a</em></p></div><p>and <em>b</em></p>'],
    ['<div markdown="1">\n*a*\n</div> and *b*', '<div><p><em>a</em></p></div><p>and <em>b</em></p>'],
    ['- item\n\n  <div markdown="1">\n  *a*\n  </div>', '<ul><li><p>item</p><div><p><em>a</em></p></div></li></ul>'],
    ['> <div markdown="1">\n> *a*\n> </div>', '<blockquote><div><p><em>a</em></p></div></blockquote>'],
    ['<div markdown="1">\n[a][b]\n</div>\n\n[b]: /x', '<div><p><a href="https://herald.example/x">a</a></p></div>'],
    [
      '<figure markdown="1">\n![a](/a.png)\n<figcaption markdown="1">*b*</figcaption>\n</figure>',
      expect.stringContaining('<em>b</em>'),
    ],
    ['<div markdown="0">*a*</div>', '<div>*a*</div>'],
    ['<div>*a*</div>', '<div>*a*</div>'],
    ['<div>\n\n*a*\n\n</div>', '<div><p><em>a</em></p></div>'],
    ['<pre markdown="1">*a*</pre>', '<pre>*a*</pre>'],
    ['`<div markdown="1">`', '<p><code>&lt;div markdown="1"&gt;</code></p>'],
  ])('%j', (text, expected) => {
    expect(cleanMarkdown(text)).toEqual(expected)
  })

  test('a footnote inside counts with the others', () => {
    const html = cleanMarkdown('a[^1]\n\n<div markdown="1">\nb[^2]\n</div>\n\n[^1]: one\n[^2]: two')
    expect(html).toContain('href="#fn2"')
    expect(html).toContain('two')
  })

  test('an element without an end tag stays as it is', () => {
    expect(cleanMarkdown('<div markdown="1">\n*a*\n\n*b*')).toBe('<div>*a*<p><em>b</em></p></div>')
  })
})

describe('odd Markdown takes little time', () => {
  test.each([
    ['elements with Markdown', '<div markdown="1">\n'.repeat(5000)],
    ['elements without an end', `<p markdown="1">x</p>\n\n${'<div>\n\n'.repeat(5000)}`],
    ['tags without an end', '<p markdown=1 '.repeat(20_000)],
    ['attribute lists', '{:a '.repeat(20_000)],
    ['items', `{:${'a="b" '.repeat(20_000)}}`],
    ['comments', '{::comment}\n'.repeat(5000)],
    ['dollars', '$$a\n'.repeat(20_000)],
    ['tasks', '- [ ] a\n'.repeat(5000)],
    ['headings', '# a {#b}\n'.repeat(5000)],
  ])('%s', (_name, text) => {
    const { user } = process.cpuUsage()
    markdownToHtml(text)
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(1500)
  })
})
