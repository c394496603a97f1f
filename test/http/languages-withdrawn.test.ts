import path from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { createApp } from '../../src/app.ts'
import { configOf, intake, NOW, newsroom, SITE } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

test('a language that is removed from the settings and restored causes no withdrawals and no changes', async () => {
  const pattern = '{lang}/{date}-{slug}.md'
  const site = { sources: [{ type: 'markdown', path: 'blog', layout: 'directory', pattern }] }
  const story = '---\ntitle: A\n---\nText\n'
  const files = { 'blog/uk/2026-03-01-a.md': story, 'blog/en/2026-03-01-a.md': story }
  const { folder, app, write } = await newsroom({ site, files })
  await app.close()
  const start = async (now: number): Promise<string> => {
    const environment = { POLYFEED_STORE: `sqlite:${path.join(folder, 'polyfeed.db')}` }
    const one = await createApp(configOf(folder, environment), { intake, now: () => now })
    await one.newsroom.refresh()
    const { text } = await (await wire(one.handler))('/en/atom.xml')
    await one.close()
    return text
  }
  const first = await start(NOW)
  expect(first).toContain('<entry>')
  write('site.yaml', stringify({ ...SITE, ...site, languages: ['uk'] }))
  await start(NOW + 60_000)
  write('site.yaml', stringify({ ...SITE, ...site }))
  expect(await start(NOW + 120_000)).toBe(first)
})
