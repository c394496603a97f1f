import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type App, createApp } from '../../src/app.ts'
import { configOf, intake, NOW } from './newsroom.ts'

const DATA = fileURLToPath(new URL('../../data', import.meta.url))
const HOUR = 3_600_000

/**
 * The sample newsroom on 2026-03-10 at noon, and an hour later. Between the two, editors correct, withdraw, delete,
 * add and rank articles.
 */
export async function editedSample(): Promise<App> {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-sample-'))
  try {
    cpSync(DATA, folder, { recursive: true })
    let now = NOW
    const app = await createApp(configOf(folder, { POLYFEED_BASE_URL: 'http://127.0.0.1:3000' }), {
      intake,
      now: () => now,
    })
    await app.newsroom.refresh()
    edit(folder)
    now += HOUR
    await app.newsroom.refresh()
    return app
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function edit(folder: string): void {
  const at = (file: string): string => path.join(folder, file)
  const rewrite = (file: string, change: (article: Record<string, unknown>) => object): void =>
    writeFileSync(at(file), JSON.stringify(change(JSON.parse(readFileSync(at(file), 'utf8')))))
  rewrite('articles/2026/river-bridge.json', (article) => ({
    ...article,
    correction: {
      note: {
        uk: 'Міст завдовжки 168 метрів, а не 186.',
        en: 'The bridge is 168 metres long, not 186.',
        ar: 'طول الجسر 168 مترًا لا 186.',
      },
      at: '2026-03-10T12:30:00Z',
    },
  }))
  rewrite('articles/bakery-contest.json', (article) => ({ ...article, status: 'withdrawn' }))
  rmSync(at('stories/storm-warning.ar.md'))
  rewrite('articles/city-budget.json', (article) => {
    const { variants, source: _source, ...rest } = article as { variants: { uk: object }; source: unknown }
    return { ...rest, published: '2026-03-09T09:30:00', tags: ['river', 'schools'], variants: { ...variants } }
  })
  const site = readFileSync(at('site.yaml'), 'utf8')
  const ranked = site.replace(/top: \[.*\]/, 'top: [jazz-festival, city-jubilee, river-bridge]')
  if (ranked === site) throw new Error('the sample has no block of headlines to rank anew')
  writeFileSync(at('site.yaml'), ranked)
}
