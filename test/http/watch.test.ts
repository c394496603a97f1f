import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { article, configOf, intake, newsroom, SITE, type TestNewsroom, variant } from '../support/newsroom.ts'
import { until } from '../support/until.ts'

const story = (title: string) => article({ variants: { en: variant(title, 'en') } })
const FILES = { 'articles/bridge.json': story('Bridge'), 'articles/school.json': story('School') }

/** The schedule has no slot during a test, so every refresh after the first follows a save. */
async function watched(site: Record<string, unknown> = {}, files: Readonly<Record<string, unknown>> = FILES) {
  const opened = await newsroom({ site: { schedule: '0 0 1 1 *', watch: true, ...site }, files })
  await opened.app.work()
  return opened
}

function refreshes({ app }: TestNewsroom): number {
  return app.newsroom.refreshCount() ?? 0
}

async function articles({ store }: Pick<App, 'store'>): Promise<string[]> {
  const placed = await store.window({ language: 'en' as never, kind: 'all' }, 100)
  return placed.map(({ article }) => article)
}

async function titles({ app }: TestNewsroom): Promise<string[]> {
  const variants = await Promise.all((await articles(app)).map((id) => app.store.variantsOf(id)))
  return variants.flat().map(({ title }) => title)
}

const titlesAre = (opened: TestNewsroom, expected: readonly string[]) =>
  until(
    () => titles(opened),
    (found) => JSON.stringify(found.sort()) === JSON.stringify([...expected].sort()),
  )

test('a save is refreshed at once, also one by renaming a temporary file', async () => {
  const opened = await watched()
  opened.write('articles/bridge.json', story('Bridge closed'))
  await titlesAre(opened, ['Bridge closed', 'School'])
  const target = path.join(opened.folder, 'articles/school.json')
  writeFileSync(`${target}.tmp`, JSON.stringify(story('School open')))
  renameSync(`${target}.tmp`, target)
  await titlesAre(opened, ['Bridge closed', 'School open'])
})

test('a new file, a deleted and a renamed one', async () => {
  const opened = await watched()
  opened.write('articles/river.json', story('River'))
  await titlesAre(opened, ['Bridge', 'School', 'River'])
  opened.remove('articles/bridge.json')
  await titlesAre(opened, ['School', 'River'])
  renameSync(path.join(opened.folder, 'articles/school.json'), path.join(opened.folder, 'articles/pupils.json'))
  await until(
    () => articles(opened.app),
    (ids) => ids.includes('pupils') && !ids.includes('school'),
  )
})

test('a folder that is moved in, edited and moved out', async () => {
  const opened = await watched()
  // On the same file system, so that a folder can be moved.
  const elsewhere = mkdtempSync(`${opened.folder}-`)
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }))
  mkdirSync(path.join(elsewhere, '2026.03/deep'), { recursive: true })
  writeFileSync(path.join(elsewhere, '2026.03/deep/tram.json'), JSON.stringify(story('Tram')))
  const target = path.join(opened.folder, 'articles/2026.03')
  cpSync(path.join(elsewhere, '2026.03'), target, { recursive: true })
  await titlesAre(opened, ['Bridge', 'School', 'Tram'])
  opened.write('articles/2026.03/deep/tram.json', story('Tram again'))
  await titlesAre(opened, ['Bridge', 'School', 'Tram again'])
  renameSync(target, path.join(elsewhere, 'moved'))
  await titlesAre(opened, ['Bridge', 'School'])
})

test('losing many files at once is a missing source, as in a scheduled refresh', async () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`articles/a${n}.json`, story(`Title ${n}`)]))
  const opened = await watched({}, many)
  rmSync(path.join(opened.folder, 'articles'), { recursive: true })
  await until(() => opened.app.newsroom.missingSources().length > 0)
  expect(await titles(opened)).toHaveLength(12)
})

test('texts of the newsroom and data of Jekyll are watched, too', async () => {
  const stories = { ...SITE.sources[1], dialect: 'jekyll' }
  const matter = '---\ntitle: Bridge\ndate: 2026-03-01\n---\n\n{{ site.data.names.river }}\n'
  const opened = await watched(
    { sources: [stories], languages: ['en'] },
    { 'stories/bridge.en.md': matter, 'stories/_data/names.yml': 'river: Dnipro\n', 'locales/en/tags.json': {} },
  )
  const content = async () => (await opened.app.store.variantsOf('bridge'))[0]?.content ?? ''
  expect(await content()).toContain('Dnipro')
  opened.write('stories/_data/names.yml', 'river: Danube\n')
  await until(content, (text) => text.includes('Danube'))
  const label = () => opened.app.newsroom.current()?.context.catalog.label('en' as never, RIVER)
  opened.write('locales/en/tags.json', { river: 'The river' })
  await until(label, (text) => text === 'The river')
})

const RIVER = { kind: 'tag', id: 'river', label: 'river' } as const

test('a source outside of the folder, behind a link', async () => {
  const outside = mkdtempSync(path.join(tmpdir(), 'polyfeed-'))
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }))
  writeFileSync(path.join(outside, 'bridge.json'), JSON.stringify(story('Bridge')))
  const opened = await newsroom({
    site: { schedule: '0 0 1 1 *', watch: true, sources: [{ type: 'json', path: 'linked' }] },
  })
  symlinkSync(outside, path.join(opened.folder, 'linked'))
  await opened.app.work()
  writeFileSync(path.join(outside, 'bridge.json'), JSON.stringify(story('Bridge closed')))
  await titlesAre(opened, ['Bridge closed'])
})

test('the store, hidden files and pictures start no refresh', async () => {
  const site = { schedule: '0 0 1 1 *', watch: true, sources: [{ type: 'json', path: '.' }] }
  const opened = await newsroom({ site, files: { ...FILES, 'media/old.png': 'x' } })
  await opened.app.work()
  const before = refreshes(opened)
  for (const file of ['.draft.json', '.git/a.json', 'node_modules/b.json', 'media/bridge.png', 'a.json~']) {
    opened.write(file, 'x')
  }
  // Events come in order: once this save is published, the others were passed over.
  opened.write('articles/bridge.json', story('Bridge closed'))
  await titlesAre(opened, ['Bridge closed', 'School'])
  expect(refreshes(opened)).toBe(before + 1)
})

test('a database in the folder does not start the refresh that writes to it', async () => {
  const opened = await newsroom({
    site: { schedule: '0 0 1 1 *', watch: true, sources: [{ type: 'json', path: '.' }] },
    files: FILES,
  })
  const store = `sqlite:${path.join(opened.folder, 'polyfeed.db')}`
  const app = await createApp(configOf(opened.folder, { POLYFEED_STORE: store }), { intake })
  onTestFinished(() => app.close())
  await app.work()
  const own = { ...opened, app }
  opened.write('articles/bridge.json', story('Bridge closed'))
  await titlesAre(own, ['Bridge closed', 'School'])
  opened.write('articles/school.json', story('School open'))
  await titlesAre(own, ['Bridge closed', 'School open'])
  expect(refreshes(own)).toBe(3)
})

test('a site that is not watched waits for the schedule', async () => {
  const opened = await watched({ watch: false })
  opened.write('articles/bridge.json', story('Bridge closed'))
  await opened.app.newsroom.refresh()
  expect([refreshes(opened), await titles(opened)]).toEqual([2, ['Bridge closed', 'School']])
})
