import { describe, expect, test } from 'vitest'
import { readPost } from '../../../support/dialect.ts'
import { publishNewsroom } from '../../../support/newsroom.ts'

const SITE = {
  sources: [
    {
      type: 'markdown',
      path: 'blog',
      layout: 'directory',
      pattern: '{lang}/_posts/{date}-{slug}.md',
      dialect: 'jekyll',
      url: '/{lang}/{yyyy}/{slug}/',
    },
  ],
}

function post(body: string): string {
  return `---\ntitle: Release\nauthor: jo\n---\n\n${body}\n`
}

async function blog(body: string, files: Record<string, unknown> = {}) {
  const newsroom = await publishNewsroom({
    site: SITE,
    files: { 'blog/en/_posts/2026-01-02-release.md': post(body), ...files },
  })
  const contentOf = async (): Promise<string | undefined> => {
    const scope = { language: 'en', kind: 'all' } as never
    const shown = await newsroom.app.store.snapshot(async (reader) =>
      reader.shownVariants(await reader.window(scope, 1)),
    )
    return shown[0]?.variant.content
  }
  return { ...newsroom, contentOf }
}

test('evaluates Liquid with the data of the site and the front matter of the page', async () => {
  const { contentOf } = await blog(
    '{% assign release = site.data.releases | where: "version", "1.2" | first %}{{ page.author }} made {{ release.url }}',
    { 'blog/_data/releases.yml': '- {version: "1.2", url: "https://dl.example/1.2"}' },
  )
  expect(await contentOf()).toBe('<p>jo made https://dl.example/1.2</p>')
})

test('does not evaluate a highlighted block', async () => {
  const { contentOf } = await blog('{% highlight ruby %}\nputs "{{ 1 }}" # ```\n{% endhighlight %}')
  expect(await contentOf()).toBe('<pre><code>puts "{{ 1 }}" # ```\n</code></pre>')
})

test('takes raw text within a highlighted block as it is', async () => {
  const { contentOf } = await blog(
    '{% highlight liquid %}{% raw %}\n{% if a %}\n\n  b{{ c }}\n{% endraw %}{% endhighlight %}\nText',
  )
  expect(await contentOf()).toBe('<pre><code>{% if a %}\n\n  b{{ c }}\n</code></pre>\n<p>Text</p>')
})

test('resolves links to posts', async () => {
  const { contentOf } = await blog('[a]({% link uk/_posts/2025-12-31-old.md %}) [b]({% post_url 2025-12-30-en %})', {
    'blog/uk/_posts/2025-12-31-old.md': post('old'),
    'blog/en/_posts/2025-12-30-en.md': post('en'),
  })
  expect(await contentOf()).toBe(
    '<p><a href="https://herald.example/uk/2025/old/">a</a> <a href="https://herald.example/en/2025/en/">b</a></p>',
  )
})

test("removes kramdown's attribute lists outside of code", async () => {
  const { contentOf } = await blog('## News\n{: #news}\n\n[a](/a){: .button}\n\n```\n{: kept}\n```')
  expect(await contentOf()).toEqual(
    expect.stringMatching(
      /^<h2 id="\w+-news">News<\/h2>\n<p><a href="https:\/\/herald\.example\/a">a<\/a><\/p>\n<pre><code>\{: kept\}\n<\/code><\/pre>$/,
    ),
  )
})

test.each([
  ['a block that is not closed', 'one\n\n{% if page.title %}', 'line 8'],
  ['a highlighted block that is not closed', 'one\n\n{% highlight ruby %} a', 'line 8'],
  ['an include of itself', 'one\n{% include loop.html %}', '_includes/loop.html, line 1'],
  ['the current time, which differs each time', "{{ 'now' | date: '%s' }}", 'line 6'],
  ['a random choice', '{{ "a b" | split: " " | sample }}', 'line 6'],
])('%s is reported with its line, and other posts are published', async (_what, body, place) => {
  const { app } = await blog(body, {
    'blog/en/_posts/2026-01-03-other.md': post('fine'),
    'blog/_includes/loop.html': '{% include loop.html %}',
  })
  expect(app.newsroom.quarantine()).toMatchObject([
    { file: 'blog/en/_posts/2026-01-02-release.md', place, reason: 'template_invalid' },
  ])
  expect(app.newsroom.current()?.edition.feeds.get('en')?.items).toBe(1)
})

test('a change of the data updates the posts', async () => {
  const { app, write, contentOf } = await blog('{{ site.data.names.jo }}', { 'blog/_data/names.json': { jo: 'Jo' } })
  expect(await contentOf()).toBe('<p>Jo</p>')
  write('blog/_data/names.json', { jo: 'Joanna' })
  await app.newsroom.refresh()
  expect(await contentOf()).toBe('<p>Joanna</p>')
})

test('a plain Markdown source does not evaluate templates', async () => {
  const { app } = await publishNewsroom({
    files: { 'stories/docs.en.md': '---\ntitle: Docs\ndate: 2026-01-01\n---\n{{ x }}' },
  })
  const scope = { language: 'en', kind: 'all' } as never
  const shown = await app.store.snapshot(async (reader) => reader.shownVariants(await reader.window(scope, 1)))
  expect(shown[0]?.variant.content).toBe('<p>{{ x }}</p>')
})

const CONFIG = `
baseurl: /base
permalink: /:categories/:year/:title/
excerpt_separator: <!--cut-->
defaults:
  - scope: {path: "", type: posts}
    values: {author: Ada, description: All}
  - scope: {path: en/_posts}
    values: {description: English}
  - scope: {path: "en/*/2026-*"}
    values: {section: Year}
  - scope: {path: "", type: drafts}
    values: {author: Bo}
`
const PATTERN = { pattern: '{lang}/_posts/{date}-{slug}.md' }

async function read(
  body: string,
  options: { matter?: string; config?: string; source?: object; includes?: object } = {},
) {
  const { matter = '', config = CONFIG, source = {}, includes = {} } = options
  const named = Object.entries(includes).map(([name, text]) => [`_includes/${name}`, text])
  const files = { '_config.yml': config, ...Object.fromEntries(named) }
  const file = 'en/_posts/2026-01-02-big-Post.md'
  return readPost('jekyll', body, { matter, file, files, source: { ...PATTERN, ...source } })
}

describe('the parts of a site', () => {
  test.each([
    ['{% include box.html text="hi" n=page.title %}', '<p><b>hi Post /base</b></p>'],
    ['{% include_cached dir/inner.html %}', '<p>inner</p>'],
    ['{% include box.html text="a" %}{% include dir/inner.html %}', '<p><b>a  /base</b>inner</p>'],
    ['[a]({{ "/a" | relative_url }})', '<p><a href="https://herald.example/base/a">a</a></p>'],
    ['{% youtube abcdefghijk %}', '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'],
    ['{% raw %}{% include box.html %}{% link x %}{% endraw %}', '<p>{% include box.html %}{% link x %}</p>'],
  ])('%s', async (body, content) => {
    const includes = {
      'box.html': '<b>{{ include.text }} {{ include.n }} {{ site.baseurl }}</b>',
      'dir/inner.html': 'inner',
    }
    expect(await read(body, { includes })).toMatchObject({ content, problems: [] })
  })

  test.each([
    ['One\n\n{% gallery a %}', 'tag_unknown', 'The tag "gallery" has no meaning in feeds, so it was removed.'],
    ['One\n\n{% include no.html %}', 'tag_unknown', 'The site has no include "no.html", so it was removed.'],
    [
      'One\n\n{% include ../_config.yml %}',
      'tag_unknown',
      'The site has no include "../_config.yml", so it was removed.',
    ],
  ])('that have no meaning are removed: %s', async (body, reason, message) => {
    const { content, problems } = await read(body)
    expect(content).toBe('<p>One</p>')
    expect(problems).toMatchObject([{ reason, message, severity: 'warning', place: 'line 8' }])
  })

  test('a link to a page keeps its path', async () => {
    const { content, problems } = await read('[a]({% link about.html %})')
    expect(content).toBe('<p><a href="https://herald.example/about.html">a</a></p>')
    expect(problems).toMatchObject([{ reason: 'link_unresolved', severity: 'warning' }])
  })

  test('the text of an unknown block stays', async () => {
    expect((await read('{% note %}Text{% endnote %}')).content).toBe('<p>Text</p>')
  })

  test('the separator ends the summary', async () => {
    expect((await read('Begin.\n<!--cut-->\nEnd.')).variant?.summary).toBe('English')
    expect(
      (await read('Begin.\n\n<!--cut-->\n\nEnd.', { config: 'excerpt_separator: <!--cut-->' })).variant?.summary,
    ).toBe('Begin.')
  })
})

describe('front matter', () => {
  test.each([
    ['x: 1', { authors: [{ name: 'Ada' }], summary: 'English', terms: [{ kind: 'section', label: 'Year' }, {}] }],
    ['author: Cy\ndescription: Own', { authors: [{ name: 'Cy' }], summary: 'Own' }],
    ['tags: a b', { terms: [{}, { label: 'a' }, { label: 'b' }, {}] }],
    ['tags: a b, c', { terms: [{}, { label: 'a b' }, { label: 'c' }, {}] }],
    ['section: S\ncategories: a b', { terms: [{ kind: 'section', label: 'S' }, { kind: 'tag', label: 'b' }, {}] }],
    ['last_modified_at: 2026-03-01T00:00:00Z', { updated: Date.UTC(2026, 2, 1) }],
    ['published: false', { status: 'draft' }],
    ['permalink: false', { status: 'draft' }],
  ])('%j', async (matter, expected) => {
    expect((await read('Text', { matter })).variant).toMatchObject(expected)
  })

  test('a post without a title has that of its name', async () => {
    const { variant } = await readPost('jekyll', 'Text', {
      file: 'en/_posts/2026-01-02-big-day.md',
      source: PATTERN,
      title: '',
    })
    expect(variant?.title).toBe('Big Day')
  })
})

describe('permalinks', () => {
  test.each([
    ['permalink: pretty', '', '/en/2026/01/02/big-Post/'],
    ['x: y', '', '/en/2026/01/02/big-Post.html'],
    ['permalink: ordinal', '', '/en/2026/002/big-Post.html'],
    ['permalink: weekdate', '', '/en/2026/W01/Fri/big-Post.html'],
    ['permalink: none', '', '/en/big-Post.html'],
    [
      'permalink: /:i_month/:i_day/:short_year/:short_month-:long_day/:hour:minute/:name',
      '',
      '/1/2/26/Jan-Friday/0000/big-post',
    ],
    ['permalink: /:month_:day/:slug:output_ext', 'slug: My Ü slug', '/01_02/my-ü-slug.html'],
    ['permalink: /:categories/:title/', 'categories: [A b, C]', '/en/a%20b/c/big-Post/'],
    ['permalink: /:slugified_categories/:title/', 'categories: [A b, C]', '/en/a-b/c/big-Post/'],
    ['permalink: /x/', 'permalink: /own/page/', '/own/page/'],
    ['permalink: /x/', 'permalink: "/own/:title"', '/own/big-Post'],
    ['permalink: /x/\nbaseurl: /base', 'permalink: /own/', '/base/own/'],
    ['collections: {posts: {permalink: "/c/:title"}}', '', '/c/big-Post'],
  ])('%s, %s', async (config, matter, path) => {
    const { variant, problems } = await read('Text', { config, matter })
    expect(variant?.url).toBe(new URL(path, 'https://herald.example/').href)
    expect(problems).toEqual([])
  })

  test('of the site are overridden by the source in site.yaml', async () => {
    const { variant } = await read('Text', { source: { url: '/own/{slug}/' } })
    expect(variant?.url).toBe('https://herald.example/own/big-Post/')
  })

  test('with an unknown placeholder are reported', async () => {
    const { variant, problems } = await read('Text', { config: 'permalink: /:constructor/:title/' })
    expect(variant?.url).toBe('https://herald.example/en/2026-01-02-big-Post/')
    expect(problems).toMatchObject([{ reason: 'permalink_unknown', severity: 'warning' }])
  })

  test('of a site above the folder of the source', async () => {
    const { variant } = await readPost('jekyll', 'Text', {
      file: 'site/_posts/2026-01-02-a.en.md',
      files: { 'site/_config.yml': 'permalink: /up/:title/' },
      source: { path: 'blog/site/_posts', layout: 'suffix', pattern: '{date}-{slug}.{lang}.md' },
    })
    expect(variant?.url).toBe('https://herald.example/up/a.en/')
  })
})

test('a change of _config.yml or of an include reads all posts again', async () => {
  const { app, write, contentOf } = await blog('{% include a.html %}', {
    'blog/_includes/a.html': 'one {{ site.name }}',
    'blog/_config.yml': 'name: X',
  })
  expect(await contentOf()).toBe('<p>one X</p>')
  write('blog/_includes/a.html', 'three {{ site.name }}')
  await app.newsroom.refresh()
  expect(await contentOf()).toBe('<p>three X</p>')
  write('blog/_config.yml', 'name: Y Z')
  await app.newsroom.refresh()
  expect(await contentOf()).toBe('<p>three Y Z</p>')
})
