import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { workplace } from '../support/child.ts'
import { runShared } from '../support/shared-process.ts'

const PAGE = '---\ntitle: A\ndate: 2026-03-01\n---\nText.\n'
const UNDATED = '---\ntitle: B\n---\nText.\n'

function siteWith(files: Readonly<Record<string, string>>): string {
  const folder = workplace()
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, 'site', file)), { recursive: true })
    writeFileSync(path.join(folder, 'site', file), text)
  }
  return folder
}

describe('init --from', () => {
  test('prints what it found and what would be published, and leaves the site as it was', async () => {
    const folder = siteWith({
      'hugo.toml': 'baseURL = "https://river.example/"\ntitle = "River"\n',
      ...{ 'content/news/a.md': PAGE, 'content/news/a.uk.md': PAGE, 'content/news/c/index.md': PAGE },
      ...{ 'content/news/d.md': UNDATED, 'content/about.md': UNDATED },
    })
    const { code, stdout, stderr } = await runShared(['init', 'newsroom', '--from', 'site'], folder)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(`Found in site: Hugo, 5 pages, 3 of them with a date
  languages: uk (1), none in the path (2)
  content/news: {slug}.{lang}.md (3)

Wrote newsroom/site.yaml. With it:
  2 articles; published in each language: en 2, uk 1
  1 × value_missing, like ../site/content/news/d.md: There is no date in the front matter, the file's name. Add "date" to the front matter, or a rule to "dates" of the source in site.yaml: git, modified.

Edit it, then run:

  POLYFEED_DATA=newsroom npx polyfeed check
`)
    expect(readdirSync(path.join(folder, 'newsroom')).sort()).toEqual([
      ...['article.schema.json', 'site.schema.json', 'site.yaml'],
    ])
    expect(readFileSync(path.join(folder, 'newsroom/site.yaml'), 'utf8')).toContain('url: "[/{lang}]/news/{slug}/"')
    expect(readdirSync(path.join(folder, 'site')).sort()).toEqual(['content', 'hugo.toml'])
    const check = await runShared(['check'], folder, { POLYFEED_DATA: 'newsroom' })
    expect(check.stdout).toMatch(/4 files, 2 articles, 1 problems\n$/)
  })

  test.each([
    [['site/newsroom', '--from', 'site'], /site\/newsroom is inside site/],
    [['data', '--from', 'site'], /data is not empty/],
    [['newsroom', '--from', 'site/empty'], /site\/empty has no Markdown files with a title/],
    [['newsroom', '--from', 'nowhere'], /nowhere has no Markdown files/],
  ])('%j is refused, and nothing is written', async (args, message) => {
    const folder = siteWith({ 'a.md': PAGE, 'empty/README.md': PAGE })
    const { code, stderr } = await runShared(['init', ...args], folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(readdirSync(folder).sort()).toEqual(['data', 'site'])
    expect(readdirSync(path.join(folder, 'site')).sort()).toEqual(['a.md', 'empty'])
  })
})
