import { describe, expect, test } from 'vitest'
import { takeIn } from '../../support/desk.ts'
import { readPost } from '../../support/dialect.ts'
import { article, SITE, variant } from '../../support/newsroom.ts'

// Each of these inputs once took five seconds or more. Quadratic code exceeds the test timeout.

const JEKYLL = {
  sources: [
    ...SITE.sources,
    {
      ...{ type: 'markdown', path: 'blog', layout: 'directory', pattern: '{lang}/{date}-{slug}.md' },
      ...{ dialect: 'jekyll', url: '/{lang}/{slug}/' },
    },
  ],
}
const POST = 'blog/en/2026-01-01-post.md'
const STORY = 'stories/story.en.md'

const markdown = (body: string, frontMatter = 'title: T\ndate: 2026-01-01') => `---\n${frontMatter}\n---\n${body}\n`

async function outcomeOf(file: string, content: unknown) {
  const { variants, quarantined } = await takeIn({ [file]: content, 'blog/.keep': '' }, JEKYLL)
  return { content: variants[0]?.content, problems: quarantined }
}

describe('a Jekyll post', () => {
  const nested = (depth: number) => {
    const list = `{% assign a = "${Array(40).fill('1').join(',')}" | split: "," %}`
    const loops = Array.from({ length: depth }, (_, n) => `{% for x${n} in a %}`).join('')
    return `${list}${loops}x${'{% endfor %}'.repeat(depth)}`
  }

  test.each([
    ['nests loops', nested(12)],
    ['loops over a long range', '{% for i in (1..100000000) %}x{% endfor %}'],
    ['makes a table from a long range', '{% tablerow i in (1..10000000) %}x{% endtablerow %}'],
    ['doubles a text', `{% assign a = "x" %}${'{% assign a = a | append: a %}'.repeat(60)}{{ a }}`],
  ])('that %s is refused with its line', async (_, body) => {
    const { content, problems } = await outcomeOf(POST, markdown(`First.\n\n${body}`))
    expect(content).toBeUndefined()
    expect(problems).toMatchObject([{ file: POST, place: 'line 7', reason: 'template_invalid' }])
  })

  test('is refused if it takes more steps than allowed', async () => {
    // Each iteration counts as a step, and so does its body.
    const loop = (rounds: number) => `{% for i in (1..${rounds}) %}x{% endfor %}`
    expect((await outcomeOf(POST, markdown(loop(90_000)))).problems).toEqual([])
    const [problem] = (await outcomeOf(POST, markdown(loop(110_000)))).problems
    expect(problem?.message).toContain('it takes more than 200000 steps')
  })

  test.each([
    ['fences that are never closed', '```r\n'.repeat(40_000)],
    ['code without an end', `{% highlight a %}${' '.repeat(200_000)}`],
    ['code that begins repeatedly', '{% highlight a %}'.repeat(20_000)],
    ['links without an end', '{% link a'.repeat(100_000)],
    ['attribute lists without an end', '*{:'.repeat(30_000)],
  ])('with %s is read in one pass', async (_, body) => {
    await outcomeOf(POST, markdown(body))
  })

  test('keeps code and removes attribute lists', async () => {
    const body = [
      ...['{% highlight ruby linenos %}', 'puts "{{ x }}" # {: .no }', '```', '  ', '{% endhighlight %}', ''],
      ...['Text.', '{: .note }', '', '*Emphasis*{: #id} stays.', '', '~~~', 'code {: .kept }', '{: .kept }', '~~~', ''],
      ...['*Gone*{: .gone }', '', '```', '*x*{: .code }'],
    ].join('\n')
    const { content } = await outcomeOf(POST, markdown(body))
    expect(content).toContain('<code>puts "{{ x }}" # {: .no }\n```\n</code>')
    expect(content).toContain('<p>Text.</p>')
    expect(content).toContain('<p><em>Emphasis</em> stays.</p>')
    expect(content).toContain('<code>code {: .kept }\n{: .kept }\n</code>')
    expect(content).not.toContain('.gone')
    expect(content).toContain('<code>*x*{: .code }')
  })
})

describe('a post of another site generator', () => {
  test.each([
    ...['{{< a "', '{{< a ', '{{</* ', '{{< a >}}', '{{< /a >}}', '{{< a >}}{{< b >}}{{< /a >}}'].map((text) => [
      'hugo',
      text,
    ]),
    ...['{{ a(x="', '{% a(x=[', '{% a() %}', '{% end %}', '](@/', '[a](@/b)'].map((text) => ['zola', text]),
    ...['`', '``a', '{{', '{/*', '<A b={', '<!--', '```\n', '<CodeBlock {`', ':::note\n', '<A>\n  '].map((text) => [
      'astro',
      text,
    ]),
    ...['import a from "x"\n', 'export const a = {\n', '\\\\', '<A b="{a}" '].map((text) => ['astro', text]),
  ])('in %s is read in one pass: %j', async (dialect, text) => {
    const { problems } = await readPost(dialect, text.repeat(100_000 / text.length), { file: 'en/post.mdx' })
    expect(problems.filter(({ reason }) => reason === 'unreadable')).toEqual([])
  })
})

describe('front matter', () => {
  test('cannot begin with a very long line of blanks', async () => {
    expect((await outcomeOf(STORY, `---${' '.repeat(150_000)}`)).problems).toMatchObject([
      { place: 'line 1', reason: 'front_matter_missing' },
    ])
  })

  test('is refused above 64 kB', async () => {
    const keys = (count: number) =>
      `title: T\ndate: 2026-01-01\n${Array.from({ length: count }, (_, n) => `k${n}:\n`).join('')}`
    expect((await outcomeOf(STORY, markdown('x', keys(30_000)))).problems).toMatchObject([
      { place: 'line 1', reason: 'too_large' },
    ])
    expect((await outcomeOf(STORY, markdown('x', keys(8000)))).problems).toEqual([])
  })

  test('with a duplicate key is refused with the line of the second', async () => {
    expect((await outcomeOf(STORY, markdown('x', 'title: A\ndate: 2026-01-01\ntitle: B'))).problems).toMatchObject([
      { place: 'line 4', reason: 'yaml_invalid', message: expect.stringContaining('the key is there twice') },
    ])
  })
})

describe('very deeply nested HTML', () => {
  test.each([
    ['Markdown', STORY, markdown('<b>'.repeat(266_000))],
    ['lists', STORY, markdown('<ol><li>'.repeat(100_000))],
    ['JSON', 'articles/a.json', article({ variants: { en: variant('A', 'en', { content: '<i>'.repeat(300_000) }) } })],
  ] as const)('in %s is refused', async (_, file, content) => {
    const { problems } = await outcomeOf(file, content)
    expect(problems).toMatchObject([
      {
        file,
        reason: 'too_large',
        message: expect.stringMatching(/^The HTML nests at least \d+ elements; the limit is 500/),
      },
    ])
  })

  test('does not include elements without end tags, or stray end tags', async () => {
    const html = `${'<p>x'.repeat(2000)}<ul>${'<li>x'.repeat(2000)}</ul>${'<br>'.repeat(2000)}${'</b>'.repeat(2000)}`
    const content = article({ variants: { en: variant('A', 'en', { content: html }) } })
    expect((await outcomeOf('articles/a.json', content)).problems).toEqual([])
  })
})

test.each([
  ['many keys', 50, Object.fromEntries(Array.from({ length: 17_000 }, (_, n) => [`key${n}`, 1]))],
  ['a long key', 1, { ['t'.repeat(170_000)]: 1 }],
  ['many wrong tags', 50, { tags: Array(100_000).fill({}) }],
])('JSON with %s has %i warnings', async (_, count, change) => {
  const { content, problems } = await outcomeOf('articles/a.json', article(change))
  expect(content).toBe('<p>Міст</p>')
  expect(problems).toHaveLength(count)
})

test('refuses a date of one megabyte', async () => {
  const { problems } = await outcomeOf('articles/a.json', article({ published: `2026-01-01${' '.repeat(1_000_000)}x` }))
  expect(problems).toMatchObject([{ reason: 'date_unparsable' }])
})
