import { expect, test } from 'vitest'
import { publishNewsroom } from '../../support/newsroom.ts'

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

test('resolves links to posts', async () => {
  const { contentOf } = await blog('[old]({% link uk/_posts/2025-12-31-old.md %})')
  expect(await contentOf()).toBe('<p><a href="https://herald.example/uk/2025/old/">old</a></p>')
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
  ['an unknown tag', 'one\n\n{% gallery %}', 'line 8'],
  ['an include', 'one\n{% include secret.html %}', 'line 7'],
  ['the current time, which differs each time', "{{ 'now' | date: '%s' }}", 'line 6'],
  ['a random choice', '{{ "a b" | split: " " | sample }}', 'line 6'],
  ['a link to a page that is not a post', 'one\n\n\n[x]({% link about.html %})', 'line 9'],
])('%s is reported with its line, and other posts are published', async (_what, body, place) => {
  const { app } = await blog(body, { 'blog/en/_posts/2026-01-03-other.md': post('fine') })
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
