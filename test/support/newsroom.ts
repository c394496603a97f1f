import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { type App, createApp } from '../../src/app.ts'
import { type Config, readConfig } from '../../src/config/config.ts'
import type { Overrides } from '../../src/overrides.ts'
import { programFingerprint } from '../../src/program.ts'
import { createLocalIntakePool } from './intake-pool.ts'
import { MEMORY } from './memory.ts'

/** 2026-03-10T12:00:00Z, the initial time of the tests' clock. */
export const NOW = Date.UTC(2026, 2, 10, 12)

export const SITE = {
  title: { uk: 'Вісник', en: 'Herald' },
  baseUrl: 'https://herald.example',
  feedUrl: 'https://feeds.example',
  authority: 'herald.example,2020',
  timeZone: 'Europe/Kyiv',
  languages: ['uk', 'ru', 'en'],
  sources: [
    { type: 'json', path: 'articles' },
    { type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/stories/{id}/' },
  ],
}

/** Settings with which {@link BROKEN_DATA} makes every refresh fail, and {@link WHOLE_DATA} repairs it. */
export const FAILABLE = {
  sources: [SITE.sources[0], { ...SITE.sources[1], dialect: 'jekyll' }],
}
export const BROKEN_DATA = ['stories/_data/broken.yml', 'names: [\n'] as const
export const WHOLE_DATA = ['stories/_data/broken.yml', 'names: []\n'] as const

/** A typical article with the given changes. */
export function article(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    published: '2026-03-01T09:00:00+02:00',
    section: 'city',
    tags: ['river'],
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en') },
    ...over,
  }
}

export function variant(title: string, language: string, over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title,
    summary: `${title}.`,
    content: `<p>${title}</p>`,
    url: `/${language}/news/${encodeURIComponent(title)}/`,
    ...over,
  }
}

/** Shared by all newsrooms of a test process, which reads sources itself and computes the hash of the program once. */
export const intake = createLocalIntakePool()
export const program = programFingerprint()

/** A newsroom's folder, the tests' clock, and the app. After the test, the app is closed and the folder removed. */
export type TestNewsroom = {
  readonly folder: string
  readonly app: App
  readonly clock: { now: number }
  /** Writes a file in the folder: text as it is, other values as JSON. */
  write(file: string, content: unknown): void
  remove(file: string): void
}

export type TestOptions = {
  readonly site?: Record<string, unknown>
  readonly files?: Readonly<Record<string, unknown>>
  readonly environment?: Readonly<Record<string, string>>
  readonly overrides?: Overrides
  readonly now?: number
}

export async function newsroom({
  site,
  files = {},
  environment,
  overrides,
  now = NOW,
}: TestOptions = {}): Promise<TestNewsroom> {
  const folder = mkdtempSync(path.join(MEMORY, 'polyfeed-'))
  const clock = { now }
  const write = (file: string, content: unknown): void => {
    const target = path.join(folder, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content))
  }
  mkdirSync(path.join(folder, 'articles'))
  mkdirSync(path.join(folder, 'stories'))
  write('site.yaml', stringify({ ...SITE, ...site }))
  for (const [file, content] of Object.entries(files)) write(file, content)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const app = await createApp(configOf(folder, environment), {
    ...{ now: () => clock.now, intake, program, readCertificateEnd: async () => undefined, ...overrides },
  })
  onTestFinished(() => app.close())
  return { folder, app, clock, write, remove: (file) => rmSync(path.join(folder, file)) }
}

/** The same with a first edition. */
export async function publishNewsroom(options: TestOptions = {}): Promise<TestNewsroom> {
  const made = await newsroom(options)
  await made.app.newsroom.refresh()
  return made
}

export function configOf(folder: string, environment: Readonly<Record<string, string>> = {}): Config {
  return readConfig({ POLYFEED_DATA: folder, POLYFEED_STORE: 'sqlite::memory:', PORT: '0', ...environment })
}
