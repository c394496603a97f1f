import { describe, expect, test } from 'vitest'
import { readPost } from '../../../support/dialect.ts'

const docusaurus = (body: string, options = {}) => readPost('docusaurus', body, { file: 'en/post.mdx', ...options })

describe('MDX becomes its text', () => {
  test.each([
    [
      "import A from 'a';\nimport {\n  B,\n\n  C\n} from 'b';\n\nexport const x = {\n  a: 1,\n\n};\n\nText",
      '<p>Text</p>',
    ],
    ['export const a = "{"\n\nText', '<p>Text</p>'],
    ['export const a = {\n\n# Title\n\nText', '<h1>Title</h1>\n<p>Text</p>'],
    ['```mdx-code-block\n<Box>\n```\n\nText {/* a */}\n\n```mdx-code-block\n</Box>\n```', '<p>Text</p>'],
    ['import taxes from all.\n\nexport to China', '<p>import taxes from all.</p>\n<p>export to China</p>'],
    ['a {/* hidden */}b{" "}c {`d`}', '<p>a b c d</p>'],
    [
      '<Tabs>\n<TabItem value="a" label="Apple">\n\nText *a*\n\n</TabItem>\n</Tabs>',
      '<p><strong>Apple</strong></p>\n<p>Text <em>a</em></p>',
    ],
    [
      '<Tabs>\n  <TabItem value="a">\n\n    Indented\n\n    ```js\n    if (a) {\n      b\n    }\n    ```\n\n  </TabItem>\n</Tabs>',
      '<p><strong>a</strong></p>\n<p>Indented</p>\n<pre><code>if (a) {\n  b\n}\n</code></pre>',
    ],
    [
      '1. One\n\n   <Box>\n\n   In the list\n\n   </Box>\n\n2. Two',
      '<ol>\n<li>\n<p>One</p>\n<p>In the list</p>\n</li>\n<li>\n<p>Two</p>\n</li>\n</ol>',
    ],
    ['Press <Kbd a={() => { b }}>C</Kbd> and <>x</>', '<p>Press C and x</p>'],
    ['<CodeBlock language="js">\n  {`a < {b}\n  c`}\n</CodeBlock>', '<pre><code>a &lt; {b}\n  c\n</code></pre>'],
    ["<div style={{color: 'red'}} title={'T'}>\n\nText\n\n</div>", '<div title="T">\n<p>Text</p>\n</div>'],
    [
      "<img src={require('/img/a.png').default} width={300} />",
      '<img src="https://herald.example/img/a.png" width="300" />',
    ],
    [
      'import hero from \'/img/h.webp\'\n\n<Image src={hero} alt="H" />',
      '<figure><img src="https://herald.example/img/h.webp" alt="H" /></figure>',
    ],
    [
      '<YouTube id="abcdefghijk" params={{a: () => <b/>}} />',
      '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
    ],
    [':::note[Hear]\n\nText\n\n:::', '<blockquote>\n<p><strong>Hear</strong></p>\n<p>Text</p>\n</blockquote>'],
    [
      '::::tip My title\n:::info\na\n:::\n::::',
      '<blockquote>\n<p><strong>My title</strong></p>\n<blockquote>\n<p>a</p>\n</blockquote>\n</blockquote>',
    ],
    [
      'a < b, <https://x.example/>, \\{c} and $\\frac{a}{b}$',
      '<p>a &lt; b, <a href="https://x.example/">https://x.example/</a>, {c} and $\\frac{a}{b}$</p>',
    ],
  ])('%j', async (body, content) => {
    expect(await docusaurus(body)).toMatchObject({ content, problems: [] })
  })

  test('code stays as it is', async () => {
    const code = "import x from 'y'\n\nexport const z = {\n:::note\n<Foo bar={1} /> {/* c */}"
    const { content, problems } = await docusaurus(`\`{a.b} <Foo/>\`\n\n~~~~\n${code}\n~~~\n~~~~`)
    expect(content).toBe(
      `<p><code>{a.b} &lt;Foo/&gt;</code></p>\n<pre><code>${code.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}\n~~~\n</code></pre>`,
    )
    expect(problems).toEqual([])
  })

  test('components and expressions without text are reported', async () => {
    const post = await docusaurus('One\n\n<Demo a={1} />\n\n{props.title}x {f("a")}')
    expect(post.content).toBe('<p>One</p>\n<p>x</p>')
    expect(post.problems.map(({ place, message }) => [place, message])).toEqual([
      ['line 8', 'The component "Demo" has no text of its own, so it was removed.'],
      ['line 10', 'An expression in braces has no text of its own, so it was removed.'],
    ])
  })

  test('a file that is Markdown alone stays', async () => {
    expect((await docusaurus("{'a'}", { matter: 'mdx: {format: md}' })).content).toBe("<p>{'a'}</p>")
  })

  test('truncate ends the summary', async () => {
    expect((await docusaurus('Begin.\n\n{/* truncate */}\n\nEnd.')).variant?.summary).toBe('Begin.')
  })
})

test('Astro reads .md as Markdown and .mdx as MDX', async () => {
  const contentOf = async (file: string) => (await readPost('astro', "export const a = 1\n\n{'b'}", { file })).content
  expect(await contentOf('en/post.md')).toBe("<p>export const a = 1</p>\n<p>{'b'}</p>")
  expect(await contentOf('en/post.mdx')).toBe('<p>b</p>')
})

test.each([
  ['pubDate: 2026-03-01T00:00:00Z\nupdatedDate: 2026-04-01T00:00:00Z', { updated: Date.UTC(2026, 3, 1) }],
  ['heroImage: /a.png', { image: { url: 'https://herald.example/a.png' } }],
])('front matter of Astro %j', async (matter, expected) => {
  expect((await readPost('astro', 'Text', { matter })).variant).toMatchObject(expected)
})

describe('front matter of Docusaurus', () => {
  const files = {
    'authors.yml': 'ada: {name: Ada, title: Editor, url: /ada, image_url: /a.png}\nbo: {name: Bo}\n',
    'en/authors.yml': 'bo: {name: Bob}\n',
    'uk/authors.yml': 'ada: {name: Ада}\n',
  }

  test.each([
    ['authors: ada', { authors: [{ name: 'Ada', url: 'https://herald.example/ada' }] }],
    ['authors: [bo, {name: Cy, url: /cy}, zed]', { authors: [{ name: 'Bob' }, { name: 'Cy' }, { name: 'zed' }] }],
    ['authors: [{key: ada, url: /own}]', { authors: [{ name: 'Ada', url: 'https://herald.example/own' }] }],
    ['authors: constructor', { authors: [{ name: 'constructor' }] }],
    ['tags: [a, {label: B, permalink: /b}]', { terms: [{ label: 'a' }, { label: 'B' }, { kind: 'author' }] }],
    ['last_update: {date: 2026-05-01T00:00:00Z}', { updated: Date.UTC(2026, 4, 1) }],
    ['unlisted: true', { status: 'draft' }],
  ])('%j', async (matter, expected) => {
    const author = matter.startsWith('authors') ? '' : '\nauthors: ada'
    const { variant } = await docusaurus('Text', { matter: matter + author, files })
    expect(variant).toMatchObject(expected)
  })
})
