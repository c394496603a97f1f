import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { embedded } from '../support/embedded.ts'
import { article, variant } from '../support/newsroom.ts'

test("an embed's ETag and Last-Modified change with its bytes, and it is as current as its feed", async () => {
  const newsroom = await embedded()
  const texts = (uk: string, over = {}) =>
    article({ tags: ['all'], published: '2026-03-01T07:00:00Z', variants: { uk: variant(uk, 'uk', over) } })
  const steps: readonly (readonly [string, string, unknown])[] = [
    ['a new article', 'articles/new.json', texts('Стаття 0')],
    ['another title', 'articles/new.json', texts('Стаття 00')],
    ['another summary', 'articles/new.json', texts('Стаття 00', { summary: 'Інакше.' })],
    ['another address', 'articles/new.json', texts('Стаття 00', { summary: 'Інакше.', url: '/uk/new/' })],
    ['withdrawn', 'articles/new.json', { ...texts('Стаття 00', { url: '/uk/new/' }), status: 'withdrawn' }],
    ['a relabelled tag', 'locales/uk/tags.json', { all: 'Усе' }],
    ['a block in another order', 'site.yaml', undefined],
  ]
  const paths = ['', 'tags/all/', 'tags/!trams/', 'sections/city/', 'headlines/top/'].flatMap((folder) =>
    ['uk', 'uk,en', 'partners/wire/uk'].flatMap((language) =>
      ['headlines.json', 'fragment.html?count=20&show=summaries', 'frame.html?count=2'].map(
        (file) => `/embed/${language}/${folder}${file}`,
      ),
    ),
  )
  const all = () => Promise.all(paths.map((path) => newsroom.ask(path)))
  const moved = new Map<string, number>()
  let before = await all()
  for (const [name, file, content] of steps) {
    if (content === undefined) {
      const settings = readFileSync(join(newsroom.folder, file), 'utf8')
      newsroom.write(file, settings.replace(/- n2\n( *)- n6\n/, '- n6\n$1- n2\n'))
    } else newsroom.write(file, content)
    // The clock stands still: Last-Modified must move all the same.
    await newsroom.refresh()
    const after = await all()
    for (const [index, { status, headers, text }] of after.entries()) {
      const was = before[index]
      const [path = '', at] = [paths[index], `${paths[index]}: ${name}`]
      expect(status, at).toBe(200)
      const changed = text !== was?.text
      expect(headers.etag !== was?.headers.etag, at).toBe(changed)
      const [then, now] = [was?.headers, headers].map((each) => Date.parse(String(each?.['last-modified'])))
      if (changed) expect(now, at).toBeGreaterThan(then as number)
      else expect(now, at).toBeGreaterThanOrEqual(then as number)
      if (changed) moved.set(path, (moved.get(path) ?? 0) + 1)
    }
    before = after
  }
  expect(moved.get('/embed/uk/headlines.json')).toBe(5)
  expect(moved.get('/embed/partners/wire/uk/tags/all/fragment.html?count=20&show=summaries')).toBe(6)
  expect(moved.get('/embed/uk/headlines/top/frame.html?count=2')).toBe(1)
})
