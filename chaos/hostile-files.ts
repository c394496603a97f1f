import { spawnSync } from 'node:child_process'
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const SPARSE_BYTES = 1_900_000_000

const text = (content: string) => (file: string) => writeFileSync(file, content)
const post = (body: string): string => `---\ntitle: Slow\ndate: 2026-02-01\n---\n${body}\n`
const story = (body: string) => text(post(body))
const json = (fields: object) =>
  text(
    JSON.stringify({
      published: '2026-02-01',
      variants: { en: { title: 'Slow', content: '<p>x</p>', url: '/x/' } },
      ...fields,
    }),
  )
const nested = (depth: number, inner: string): string =>
  depth === 0 ? inner : `{% for i${depth} in a %}${nested(depth - 1, inner)}{% endfor %}`
const FORTY = Array.from({ length: 40 }, (_, index) => index).join(',')

/** Files that are no articles, or slow to read or parse: path in the newsroom → function that creates it. */
export const HOSTILE: Readonly<Record<string, (file: string) => void>> = {
  'articles/fifo.json': (file) => void spawnSync('mkfifo', [file]),
  'articles/kmsg.json': (file) => symlinkSync('/proc/kmsg', file),
  'articles/device.json': (file) => symlinkSync('/dev/zero', file),
  'articles/itself.json': (file) => symlinkSync(path.basename(file), file),
  'articles/root.json': (file) => symlinkSync('/', file),
  'articles/sparse.json': (file) => {
    writeFileSync(file, '{')
    truncateSync(file, SPARSE_BYTES)
  },
  'articles/keys.json': json(Object.fromEntries(Array.from({ length: 12_000 }, (_, key) => [`unknown${key}`, 1]))),
  'articles/deep.json': text('['.repeat(400_000)),
  'articles/lists.json': json({
    variants: { en: { title: 'Slow', content: '<ol><li>'.repeat(100_000), url: '/x/' } },
  }),
  'articles/tags.json': json({ variants: { en: { title: 'Slow', content: '<b>'.repeat(260_000), url: '/x/' } } }),
  'stories/blanks.en.md': story(' '.repeat(150_000)),
  'stories/keys.en.md': text(`---\n${Array.from({ length: 20_000 }, (_, key) => `key${key}: 1\n`).join('')}---\n`),
  'stories/brackets.en.md': story('['.repeat(200_000)),
  'stories/quotes.en.md': story('>'.repeat(100_000)),
  'stories/aliases.en.md': text(
    `---\na: &a [x]\n${Array.from({ length: 30 }, (_, n) => `b${n}: &b${n} [*${n ? `b${n - 1}` : 'a'}, *${n ? `b${n - 1}` : 'a'}]`).join('\n')}\n---\n`,
  ),
  'posts/en/2026-02-01-bomb.md': story(`{% assign a = "${FORTY}" | split: "," %}${nested(12, 'x')}`),
  'posts/en/2026-02-01-fences.md': story('```r\n'.repeat(40_000)),
  'posts/en/2026-02-01-highlight.md': story(`{% highlight a %}${' '.repeat(200_000)}`),
  'posts/en/2026-02-01-attributes.md': story(`text {: ${'a="'.repeat(60_000)}`),
}

/** Files that can never be published: no regular files, links out of the source, or too large or too deep. */
export const NEVER_ARTICLES: readonly string[] = [
  ...['fifo', 'kmsg', 'device', 'itself', 'root', 'sparse', 'deep'].map((name) => `articles/${name}.json`),
  'posts/en/2026-02-01-bomb.md',
]
