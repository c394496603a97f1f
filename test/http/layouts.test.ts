import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { configOf, intake } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

// A newsroom in the layout of each generator: two articles, one of them in two languages, drafts and list pages.

const LAYOUTS = path.join(import.meta.dirname, '../fixtures/layouts')

/** After 2026-06-03, and before the embargo of 2099 ends. */
const NOW = Date.UTC(2026, 5, 10, 12)

/** The addresses of the two articles in English, and of the first in Ukrainian. */
const URLS: Readonly<Record<string, readonly [string, string, string]>> = {
  'hugo-filename': ['/en/posts/bridge/', '/en/posts/clean-up/', '/uk/posts/bridge/'],
  'hugo-bundles': ['/en/posts/bridge/', '/en/posts/clean-up/', '/uk/posts/bridge/'],
  jekyll: ['/en/2026/06/03/bridge/', '/en/2026/05/01/clean-up/', '/uk/2026/06/03/bridge/'],
  docusaurus: ['/blog/bridge/', '/blog/clean-up/', '/uk/blog/bridge/'],
  astro: ['/en/blog/bridge/', '/en/blog/clean-up/', '/uk/blog/bridge/'],
  next: ['/en/posts/bridge', '/en/posts/clean-up', '/uk/posts/bridge'],
  eleventy: ['/en/posts/bridge/', '/en/posts/clean-up/', '/uk/posts/bridge/'],
  nikola: ['/en/posts/bridge/', '/en/posts/clean-up/', '/uk/posts/bridge/'],
  pelican: ['/en/bridge.html', '/en/clean-up.html', '/uk/bridge.html'],
  zola: ['/en/blog/bridge/', '/en/blog/clean-up/', '/uk/blog/bridge/'],
  hexo: ['/en/2026/06/03/bridge/', '/en/2026/05/01/clean-up/', '/uk/2026/06/03/bridge/'],
  middle: ['/en/bridge', '/en/clean-up', '/uk/bridge'],
}

type Item = {
  readonly title: string
  readonly url: string
  readonly date_published: string
  readonly tags?: readonly string[]
  readonly content_html: string
}

describe('a site in the layout of', () => {
  test.each(Object.entries(URLS))('%s is served as it stands', async (layout, [bridge, cleanUp, translated]) => {
    const app = await createApp(configOf(path.join(LAYOUTS, layout)), { now: () => NOW, intake })
    onTestFinished(() => app.close())
    await app.newsroom.refresh()
    const ask = await wire(app.handler)
    const itemsIn = async (language: string): Promise<readonly Item[]> =>
      JSON.parse((await ask(`/${language}/feed.json`)).text).items
    const english = await itemsIn('en')
    const ukrainian = await itemsIn('uk')

    expect(app.newsroom.quarantine().filter(({ severity }) => severity === undefined)).toEqual([])
    expect(
      english.map(({ title, url, date_published, tags }) => [title, url, date_published.slice(0, 10), tags]),
    ).toEqual([
      ['The bridge is open', `https://river.example${bridge}`, '2026-06-03', ['River', 'Transport']],
      ['Clean-up in spring', `https://river.example${cleanUp}`, '2026-05-01', ['River']],
    ])
    expect(ukrainian.map(({ title, url }) => [title, url])).toEqual([
      ['Міст відкрито', `https://river.example${translated}`],
    ])
    expect(ukrainian[0]?.content_html).toContain('Новий міст має дві смуги.')
    const [{ content_html: content } = { content_html: '' }] = english
    expect(content).toContain('The new bridge carries')
    // A link to another file leads to its article, and nothing of a template is shown.
    if (content.includes('two lanes</a>')) expect(content).toContain(`href="https://river.example${cleanUp}"`)
    expect(content).not.toMatch(/\{[{%<]|import Note|<Note|:::|\{:/)
    // The same article: each language links to the other.
    expect((await ask('/en/atom.xml')).text).toContain(`href="https://river.example${translated}"`)
  })

  test('every fixture has its addresses', () => {
    expect(readdirSync(LAYOUTS).sort()).toEqual(Object.keys(URLS).sort())
  })
})
