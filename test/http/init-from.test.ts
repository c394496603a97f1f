import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { siteFactsIn } from '../../src/cli/survey/generators.ts'
import { siteDraft } from '../../src/cli/survey/site-draft.ts'
import { surveySite } from '../../src/cli/survey/survey.ts'
import { readConfig } from '../../src/config/config.ts'
import { intake } from '../support/newsroom.ts'

const LAYOUTS = path.join(import.meta.dirname, '../fixtures/layouts')
const NOW = Date.UTC(2026, 5, 10, 12)

/** Settings files of generators that the fixtures lack: generator, file and text, by layout. */
const SETTINGS: Readonly<Record<string, readonly [generator: string, file: string, text: string]>> = {
  'hugo-filename': ['Hugo', 'hugo.toml', 'baseURL = "https://river.example/"\ntitle = "River"\n'],
  'hugo-bundles': ['Hugo', 'config/_default/config.yaml', 'title: River\nbaseURL: https://river.example/\n'],
  jekyll: ['Jekyll', '_config.yml', 'title: "River"\nurl: "https://river.example" # no slash\n'],
  docusaurus: [
    'Docusaurus',
    'docusaurus.config.js',
    "module.exports = {\n  title: 'River',\n  url: 'https://river.example',\n}\n",
  ],
  astro: [
    'Astro',
    'astro.config.mjs',
    "export default defineConfig({\n  title: 'River',\n  site: 'https://river.example',\n})\n",
  ],
  next: ['an unknown generator', 'next.config.js', 'module.exports = {}\n'],
  eleventy: ['Eleventy', 'eleventy.config.js', 'export default () => ({})\n'],
  nikola: ['Nikola', 'conf.py', 'BLOG_TITLE = "River"\nSITE_URL = "https://river.example/"\nDEFAULT_LANG = "en"\n'],
  pelican: ['Pelican', 'pelicanconf.py', "SITENAME = 'River'\nSITEURL = 'https://river.example'\n"],
  zola: ['Zola', 'config.toml', 'base_url = "https://river.example"\ntitle = "River"\ndefault_language = "en"\n'],
  hexo: ['Hexo', '_config.yml', 'title: River\nurl: https://river.example\nnew_post_name: :title.md\n'],
  middle: ['an unknown generator', 'Makefile', '\n'],
}

/** A copy of a site without site.yaml, and an empty folder. */
function siteOf(layout: string, files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(path.join(tmpdir(), 'polyfeed-init-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const [site, folder] = [path.join(root, 'site'), path.join(root, 'newsroom')]
  if (layout !== '') cpSync(path.join(LAYOUTS, layout), site, { recursive: true })
  rmSync(path.join(site, 'site.yaml'), { force: true })
  mkdirSync(folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(site, file)), { recursive: true })
    writeFileSync(path.join(site, file), text)
  }
  return { site, folder }
}

function draftOf({ site, folder }: ReturnType<typeof siteOf>): string {
  const facts = siteFactsIn(site)
  const draft = siteDraft(folder, site, facts, surveySite(site, facts.generator))
  writeFileSync(path.join(folder, 'site.yaml'), draft)
  return draft
}

/** Language, title, date and tags of every published article. */
async function articlesIn(folder: string, now = NOW) {
  const app = await createApp(readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:' }), {
    ...{ now: () => now, intake },
  })
  onTestFinished(() => app.close())
  await app.newsroom.refresh()
  const placed = await Promise.all(
    (app.newsroom.current()?.context.site.languages ?? []).map((language) =>
      app.store.window({ language, kind: 'all' }, 100),
    ),
  )
  const shown = await app.store.shownVariants(placed.flat())
  return shown
    .map(({ variant }) => [variant.language, variant.title, variant.published, variant.terms.map(({ label }) => label)])
    .sort((a, b) => (String(a) < String(b) ? -1 : 1))
}

describe('init --from', () => {
  test.each(Object.entries(SETTINGS))('publishes the articles of %s', async (layout, [generator, file, text]) => {
    const site = siteOf(layout, { [file]: text })
    const draft = draftOf(site)
    expect(draft).toContain(`for ${generator}.`)
    if (text.includes('River')) expect(draft).toMatch(/^title: "River"$/m)
    if (text.includes('https://')) expect(draft).toMatch(/^baseUrl: "https:\/\/river\.example"$/m)
    expect(await articlesIn(site.folder)).toEqual(await articlesIn(path.join(LAYOUTS, layout)))
  })

  test('every fixture is tried', () => {
    expect(readdirSync(LAYOUTS).sort()).toEqual(Object.keys(SETTINGS).sort())
  })

  const page = '---\ntitle: A\ndate: 2026-03-01\n---\nText.\n'
  const undated = '---\ntitle: A\n---\nText.\n'

  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'the default language at the root',
      { 'guide/a.md': page, 'guide/b.md': page, 'guide/uk/a.md': page },
      ['languages: [en, uk]', 'pattern: "[{lang}/]{slug}.md"', 'url: "[/{lang}]/guide/{slug}/"'],
    ],
    [
      'words that are languages, too',
      { 'posts/it/how-to-go.md': page, 'posts/is/part-no.md': page, 'posts/it/on.id.md': page },
      ['languages: [en]', 'path: "../site/posts"', 'pattern: "{folders}/{slug}.md"', 'language: en'],
    ],
    [
      'names of languages that are no tags',
      { 'content/cn/a.md': page, 'content/en/a.md': page, 'content/pt_br/a.md': page },
      ['languages: [zh-Hans, en, pt-BR]', 'languages: {"cn":"zh-Hans"}', 'pattern: "{lang}/{slug}.md"'],
    ],
    [
      'pages without dates',
      { 'words/en/a.md': undated, 'words/uk/a.md': undated },
      ['dates: [frontMatter, filename, modified]', 'path: "../site/words"'],
    ],
    [
      'a few pages without dates among articles',
      { 'about.md': undated, 'blog/2026/3/1/a.md': undated, 'blog/2026/3/2/b.mdx': undated },
      ['path: "../site/blog"', 'pattern: "{yyyy}/{mm}/{dd}/{slug}.md[x]"', 'url: "/blog/{yyyy}/{mm}/{dd}/{slug}/"'],
    ],
    [
      'a folder per article',
      { 'posts/a/en.md': page, 'posts/a/uk.md': page, 'posts/b/en.md': page },
      ['path: "../site/posts"', 'pattern: "{slug}/{lang}.md"', 'languages: [en, uk]'],
    ],
  ])('writes the settings for %s', async (_name, files, lines) => {
    const site = siteOf('', files)
    const draft = draftOf(site)
    for (const line of lines) expect(draft).toContain(line)
    const articles = Object.keys(files).filter((file) => file !== 'about.md')
    expect(await articlesIn(site.folder, Date.UTC(2098, 0))).toHaveLength(articles.length)
  })
})
