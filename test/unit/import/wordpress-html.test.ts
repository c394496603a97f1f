import { describe, expect, test } from 'vitest'
import { htmlOfWordPress } from '../../../src/import/wordpress-html.ts'
import { createRegister } from '../../../src/import/wordpress-register.ts'

const register = createRegister()
for (const [id, parent] of [
  ['1', '7'],
  ['2', '7'],
]) {
  const texts = {
    'wp:post_type': 'attachment',
    'wp:post_id': `${id}`,
    'wp:post_parent': `${parent}`,
    'wp:attachment_url': `https://old.example/${id}.jpg`,
  }
  register.add({
    name: 'item',
    line: 1,
    text: '',
    texts,
    terms: [],
    meta: { _wp_attachment_image_alt: [`Picture "${id}"`] },
  })
}

function html(text: string): { html: string; reports: string[] } {
  const reports: string[] = []
  return { html: htmlOfWordPress(text, register, '7', (message) => reports.push(message)), reports }
}

describe('a text of the classic editor', () => {
  test.each([
    ['blank lines end paragraphs', 'a\n\nb\r\n \r\nc', '<p>a</p>\n<p>b</p>\n<p>c</p>'],
    ['line breaks stay', 'a\nb<br />\nc', '<p>a<br>\nb<br />\nc</p>'],
    [
      'blocks stay',
      'a\n\n<h2>b</h2>\nc\n\n<ul>\n<li>d</li>\n\n</ul>',
      '<p>a</p>\n<h2>b</h2><p>c</p>\n<ul>\n<li>d</li>\n\n</ul>',
    ],
    ['quotations have paragraphs', '<blockquote>a\n\nb</blockquote>', '<blockquote><p>a</p>\n<p>b</p></blockquote>'],
    ['code stays', '<pre>a\n\n  b</pre>', '<pre>a\n\n  b</pre>'],
    ['paragraphs that are marked stay, also without an end tag', '<p>a\n<p>b</p>\n\nc', '<p>a\n<p>b</p>\n<p>c</p>'],
    ['the mark of the excerpt stays', 'a\n\n<!--more-->\n\nb', '<p>a</p>\n<!--more-->\n<p>b</p>'],
    ['an end tag too many does no harm', '<pre>a\n\nb</ul>\n\nc</pre>', '<pre>a\n\nb</ul>\n\nc</pre>'],
  ])('%s', (_, text, expected) => {
    expect(html(text)).toEqual({ html: expected, reports: [] })
  })

  test('a long text takes linear time', () => {
    const text = '<pre>'.repeat(20_000) + '[caption]'.repeat(20_000) + '\n \n'.repeat(20_000) + '<!-- wp:x'.repeat(2000)
    expect(html(text).html.length).toBeGreaterThan(0)
  })
})

test('comments of blocks go, and paragraphs are as written', () => {
  const text =
    '<!-- wp:paragraph {"a":{"b":"-"}} -->\n<p>a</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->'
  expect(html(text)).toEqual({ html: '<p>a</p>\n\n<!--more-->', reports: [] })
  expect(html('<!-- wp:block {"ref":5} /--><p>a</p>').reports).toEqual(['A reusable block was removed'])
})

describe('shortcodes', () => {
  const picture = '<a href="/x"><img src="/x.jpg" width="3" /></a>'
  test.each([
    [
      'caption',
      `[caption id="a" align="left" width="300"]${picture} By <b>Jo</b>[/caption]`,
      `<figure>${picture}<figcaption>By <b>Jo</b></figcaption></figure>`,
    ],
    [
      'an old caption',
      `[caption caption="By Jo's"]${picture}[/caption]`,
      `<figure>${picture}<figcaption>By Jo's</figcaption></figure>`,
    ],
    [
      'gallery',
      'a [gallery columns="2" ids="2"]',
      '<p>a</p>\n<figure><img src="https://old.example/2.jpg" alt="Picture &quot;2&quot;"></figure>',
    ],
    [
      'audio',
      '[audio mp3="https://old.example/a.mp3"][/audio]',
      '<audio controls src="https://old.example/a.mp3"></audio>',
    ],
    [
      'embed',
      '[embed width="3"]https://youtu.be/abcdefghijk[/embed]',
      '<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk"></iframe>',
    ],
    [
      'an address on its own line',
      'a\n\nhttps://site.example/x',
      '<p>a</p>\n<p><a href="https://site.example/x">https://site.example/x</a></p>',
    ],
    ['an escaped one', 'Write [[gallery]].', '<p>Write [gallery].</p>'],
    [
      'brackets in prose',
      'He [sic] x[i_j] [1] [and <a href="/x">x</a>].',
      '<p>He [sic] x[i_j] [1] [and <a href="/x">x</a>].</p>',
    ],
    [
      'brackets in code',
      '<pre>m[i][cols-1]; [a-z0-9] [and http://x.example]</pre>',
      '<pre>m[i][cols-1]; [a-z0-9] [and http://x.example]</pre>',
    ],
  ])('%s', (_, text, expected) => {
    expect(html(text)).toEqual({ html: expected, reports: [] })
  })

  test('a gallery without ids has the pictures of the post', () => {
    expect(html('[gallery]').html.match(/\/\d\.jpg/g)).toEqual(['/1.jpg', '/2.jpg'])
  })

  test('of unknown ones the content stays, an address becomes a link, and each is reported', () => {
    expect(html('[box]a[/box] [vc_row el="x"][vc_column]b[/vc_column][/vc_row]\n[ads_here]')).toEqual({
      html: '<p>a b</p>',
      reports: [
        'The shortcode [box] was removed, not its content',
        'The shortcode [box] was removed, not its content',
        'The shortcode [vc_row] was removed, not its content',
        'The shortcode [vc_column] was removed, not its content',
        'The shortcode [vc_column] was removed, not its content',
        'The shortcode [vc_row] was removed, not its content',
        'The shortcode [ads_here] was removed',
      ],
    })
    const { html: link, reports } = html('[soundcloud url="https://sound.example/1"]')
    expect(link).toContain('<a href="https://sound.example/1">')
    expect(reports).toEqual(['The shortcode [soundcloud] became a link'])
  })
})
