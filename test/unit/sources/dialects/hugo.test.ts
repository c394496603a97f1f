import { describe, expect, test } from 'vitest'
import { readPost } from '../../../support/dialect.ts'

const hugo = (body: string, options = {}) => readPost('hugo', body, options)

const YOUTUBE = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'

describe('built-in shortcodes become HTML', () => {
  test.each([
    ['{{< youtube abcdefghijk >}}', YOUTUBE],
    ['{{<youtube "abcdefghijk">}}', YOUTUBE],
    ['{{< youtube `abcdefghijk` />}}', YOUTUBE],
    ['{{% youtube id=abcdefghijk %}}', YOUTUBE],
    ['{{< youtube\n  id="abcdefghijk"\n  autoplay=true\n>}}', YOUTUBE],
    ['{{< youtube "https://www.youtube.com/watch?v=abcdefghijk" >}}', YOUTUBE],
    ['{{< vimeo 146022717 >}}', '<iframe src="https://player.vimeo.com/video/146022717"></iframe>'],
    [
      '{{< x user="zoo" id="145" >}}',
      '<blockquote><a href="https://x.com/zoo/status/145">https://x.com/zoo/status/145</a></blockquote>',
    ],
    [
      '{{< tweet 145 >}}',
      '<blockquote><a href="https://x.com/i/web/status/145">https://x.com/i/web/status/145</a></blockquote>',
    ],
    [
      '{{< instagram CxO >}}',
      '<blockquote><a href="https://www.instagram.com/p/CxO/">https://www.instagram.com/p/CxO/</a></blockquote>',
    ],
    [
      'Code: {{< gist jo 12 >}}',
      '<p>Code: <a href="https://gist.github.com/jo/12">https://gist.github.com/jo/12</a></p>',
    ],
    [
      '{{< figure src="/a.jpg" alt="A \\"b\\"" caption="One *two*" attr="Jo" attrlink="https://jo.example/" width=300 >}}',
      '<figure><img src="https://herald.example/a.jpg" alt="A &quot;b&quot;" width="300" /><figcaption>One <em>two</em> <a href="https://jo.example/">Jo</a></figcaption></figure>',
    ],
    [
      '{{< figure src="/a.jpg" link="/b" >}}\nText *after*.',
      '<figure><a href="https://herald.example/b"><img src="https://herald.example/a.jpg" alt="" /></a></figure>\n<p>Text <em>after</em>.</p>',
    ],
    [
      '{{< highlight go "linenos=inline" >}}\nif a < b {\n\n  *x*\n}\n{{< /highlight >}}',
      '<pre><code>if a &lt; b {\n\n  *x*\n}\n</code></pre>',
    ],
    ['Say {{< highlight go "hl_inline=true" >}}a<b{{< /highlight >}}.', '<p>Say <code>a&lt;b</code>.</p>'],
    [
      '{{< details summary="More" >}}\nA **bold** word.\n{{< /details >}}',
      '<details><summary>More</summary>\n<p>A <strong>bold</strong> word.</p>\n</details>',
    ],
    ['a{{% comment %}} b {{% /comment %}}{{< qr text="x" />}}{{< qr >}}y{{< /qr >}}c', '<p>ac</p>'],
    ['{{< date.inline ":d" >}}{{ now }}{{< /date.inline >}}x', '<p>x</p>'],
    ['A {{< param "color" >}} {{% param shirt.size %}} one', '<p>A red large one</p>'],
  ])('%j', async (body, content) => {
    const post = await hugo(body, { matter: 'params: {color: red, shirt: {size: large}}' })
    expect(post).toMatchObject({ content, problems: [] })
  })
})

describe('shortcodes that are shown, also in code', () => {
  test.each([
    ['`{{</* figure "x" */>}}`', '<p><code>{{&lt; figure "x" &gt;}}</code></p>'],
    [
      '```\n{{%/* x */%}} {{</* qr text="x" /*/>}}\n```',
      '<pre><code>{{% x %}} {{&lt; qr text="x" /&gt;}}\n</code></pre>',
    ],
    ['{{ .Values.x }} and {{< "broken', '<p>{{ .Values.x }} and {{&lt; "broken</p>'],
  ])('%j', async (body, content) => {
    expect(await hugo(body)).toMatchObject({ content, problems: [] })
  })

  test('Hugo evaluates others in code, too', async () => {
    expect((await hugo('`{{< param title >}}`')).content).toBe('<p><code>Post</code></p>')
  })
})

describe('unknown shortcodes', () => {
  test('with a closing tag keep their text, also nested', async () => {
    const body = '{{% notice note "T" %}}\nKeep *this*. {{< b >}}and {{< c >}}that{{< /c >}}{{< /b >}}\n{{% /notice %}}'
    expect(await hugo(body)).toMatchObject({ content: '<p>Keep <em>this</em>. and that</p>', problems: [] })
  })

  test('without one are removed, and reported once a kind at the first place', async () => {
    const post = await hugo('One.\n\n{{< gallery dir="a" >}}\n\n{{< gallery dir="b" >}}{{< ad >}}')
    expect(post.content).toBe('<p>One.</p>')
    expect(post.problems).toMatchObject([
      { place: 'line 8', reason: 'shortcode_unknown', severity: 'warning' },
      { place: 'line 10', reason: 'shortcode_unknown', severity: 'warning' },
    ])
    expect(post.problems[0]?.message).toBe('The shortcode "gallery" has no meaning in feeds, so it was removed.')
  })

  test('with an address become a link', async () => {
    const body = 'See {{< external_link url="https://a.example/" title="A & B" >}}.'
    expect(await hugo(body)).toMatchObject({
      content: '<p>See <a href="https://a.example/">A &amp; B</a>.</p>',
      problems: [],
    })
  })

  test.each([
    [
      '{{< button href="https://a.example/" >}}Go *on*{{< /button >}}',
      '<p><a href="https://a.example/">Go <em>on</em></a></p>',
    ],
    ['{{< card url="https://a.example/" >}}\nOne\n\nTwo\n{{< /card >}}', '<p>One</p>\n<p>Two</p>'],
    [
      '{{< img src="/a.png" >}}Text{{< /img >}}',
      '<figure><img src="https://herald.example/a.png" alt="" /></figure>Text',
    ],
  ])('with an address and text: %j', async (body, content) => {
    expect(await hugo(body)).toMatchObject({ content, problems: [] })
  })

  test('that nest too deep are refused', async () => {
    const post = await hugo(`${'{{< a >}}'.repeat(60)}${'{{< /a >}}'.repeat(60)}`)
    expect(post.problems).toMatchObject([{ reason: 'template_invalid', place: 'line 6' }])
  })
})

describe('references', () => {
  const files = { 'en/other.md': '---\ntitle: Other\ndate: 2026-01-01\n---\nText\n' }
  test.each([
    ['{{< ref "other.md" >}}', 'https://herald.example/en/other/'],
    ['{{% relref "other" %}}', 'https://herald.example/en/other/'],
    ['{{< ref "/other.md#part" >}}', 'https://herald.example/en/other/#part'],
    ['{{< ref path="/blog/other" >}}', 'https://herald.example/en/other/'],
    ['{{< ref "#part" >}}', 'https://herald.example/en/post/#part'],
  ])('%s', async (reference, url) => {
    const post = await hugo(`[x](${reference})`, { files })
    expect(post.problems).toEqual([])
    // A fragment of no heading in the article leads to its page.
    expect(post.content).toBe(`<p><a href="${url}">x</a></p>`)
  })

  test('to a page that is no article keep its path, and are reported', async () => {
    const post = await hugo('[x]({{< ref "/about/_index.md" >}})', { files })
    expect(post.content).toBe('<p><a href="https://herald.example/about/">x</a></p>')
    expect(post.problems).toMatchObject([{ reason: 'link_unresolved', severity: 'warning', place: 'line 6' }])
  })

  test('never lead out of the folder', async () => {
    const post = await hugo('[x]({{< ref "../../articles/secret.md" >}})', { files })
    expect(post.problems).toMatchObject([{ reason: 'link_unresolved' }])
  })
})

describe('front matter', () => {
  test.each([
    ['params: {author: Ada, description: Short}', { authors: [{ name: 'Ada' }], summary: 'Short' }],
    ['params: {author: Ada}\nauthor: Bo', { authors: [{ name: 'Bo' }] }],
    ['featured_image: /a.png', { image: { url: 'https://herald.example/a.png' } }],
    ['tags: [a]\nseries: [b, c]', { terms: [{ label: 'a' }, { label: 'b' }, { label: 'c' }] }],
    ['category: News', { terms: [{ kind: 'section', label: 'News' }] }],
    ['url: /x/y/\naliases: [/old/]', { url: 'https://herald.example/x/y/' }],
    ['translationKey: k', { article: 'k' }],
    ['build: {list: never}', { status: 'draft' }],
    ['params: {private: true}', { status: 'draft' }],
    ['expiryDate: 2026-02-01T00:00:00Z', { expires: Date.UTC(2026, 1, 1) }],
    ['publishDate: 2099-02-01T00:00:00Z', { published: Date.UTC(2099, 1, 1) }],
  ])('%j', async (matter, expected) => {
    expect((await hugo('Text', { matter })).variant).toMatchObject(expected)
  })
})
