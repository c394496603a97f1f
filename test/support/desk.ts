import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { readSite } from '../../src/config/site-file.ts'
import type { Quarantined, Variant } from '../../src/domain/article.ts'
import type { Language } from '../../src/domain/language.ts'
import type { SkippedFiles } from '../../src/domain/refresh-report.ts'
import type { Site } from '../../src/domain/site.ts'
import { createFileIngester } from '../../src/ingest/file-ingester.ts'
import { createIngest, type Ingest, type IngestedPart } from '../../src/ingest/ingest.ts'
import { partsOf } from '../../src/ingest/parts.ts'
import type { SourceReader } from '../../src/ingest/reader.ts'
import type { Reading } from '../../src/ingest/readings.ts'
import type { IntakeContext } from '../../src/intake/intake.ts'
import { createPictureSize } from '../../src/sources/picture-size.ts'
import type { Source } from '../../src/sources/record.ts'
import { sourcesOf } from '../../src/sources/sources.ts'
import type { FileMark } from '../../src/store/files.ts'
import { knownFiles } from './known-files.ts'
import { MEMORY } from './memory.ts'
import { article, SITE, variant } from './newsroom.ts'

export const lang = (tag: string): Language => tag as Language

/** Creates a folder with these files, removed after the test. Values other than text and bytes are written as JSON. */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(path.join(MEMORY, 'polyfeed-unit-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(folder, file)
    mkdirSync(path.dirname(target), { recursive: true })
    const asIs = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(target, asIs ? content : JSON.stringify(content))
  }
  return folder
}

/** The settings of the tests' newsroom with the given changes. */
export function siteOf(over: Readonly<Record<string, unknown>> = {}): Site {
  return readSite(folderWith({ 'site.yaml': stringify({ ...SITE, ...over }) }), { origin: 'http://127.0.0.1:3000' })
    .site
}

/** All changes that an ingest reports to a store that has these file marks. */
export async function readingsOf(
  incoming: Ingest,
  marks: ReadonlyMap<string, FileMark> = new Map(),
  all = false,
  confirmed: ReadonlySet<string> = new Set(),
): Promise<IngestedPart> {
  const changed: IngestedPart['changed'][number][] = []
  const touched: IngestedPart['touched'][number][] = []
  const vanished: string[] = []
  const missing: IngestedPart['missing'][number][] = []
  const skipped: SkippedFiles[] = []
  for await (const part of incoming.changes(knownFiles(marks), { all, confirmed })) {
    changed.push(...part.changed)
    touched.push(...part.touched)
    vanished.push(...part.vanished)
    missing.push(...part.missing)
    skipped.push(...(part.skipped ?? []))
  }
  return { changed, touched, vanished, missing, skipped }
}

/** Reads sources in the test's own process, because starting another one takes time. */
export function incomingHere(sources: readonly Source[], context: IntakeContext): Ingest {
  const ingest = createFileIngester(sources, context)
  let released = new AbortController()
  const reader: SourceReader = {
    dependencies: async () => sources.map((source) => source.refresh?.() ?? ''),
    scan: async function* (index) {
      yield* partsOf((sources[index] as Source).scan())
    },
    ingestFiles: async (jobs) => {
      const { signal } = released
      const readings: Reading[] = []
      for (const job of jobs) {
        signal.throwIfAborted()
        readings.push(await ingest(job))
        if (readings.length % 20 === 0) await setImmediate()
      }
      return readings
    },
    release: () => {
      released.abort()
      released = new AbortController()
    },
  }
  return createIngest({ sources, reader })
}

export type Ingested = {
  readonly files: readonly string[]
  readonly variants: readonly Variant[]
  readonly quarantined: readonly Quarantined[]
  /** Per file, the languages that could not be read and keep their stored variants. */
  readonly unread: readonly ('all' | readonly Language[])[]
  readonly skipped: readonly SkippedFiles[]
}

/** Ingests files with the sources of a site. */
export async function takeIn(
  files: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>> = {},
  servesMedia = false,
): Promise<Ingested> {
  const folder = folderWith({ 'articles/.keep': '', 'stories/.keep': '', ...files })
  const site = siteOf(over)
  const context = { site, servesMedia, ...(servesMedia && { pictureSize: createPictureSize(folder) }) }
  const { changed, skipped = [] } = await readingsOf(incomingHere(sourcesOf(site, folder), context))
  return {
    files: changed.map(({ file }) => file),
    variants: changed.flatMap(({ variants }) => variants),
    quarantined: changed.flatMap(({ quarantined }) => quarantined),
    unread: changed.map(({ unread }) => unread),
    skipped,
  }
}

/** Ingests an article with one English variant. @returns the variant */
export async function ingestVariant(
  written: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>> = {},
  site: Readonly<Record<string, unknown>> = {},
  servesMedia = false,
): Promise<Variant> {
  const content = article({ variants: { en: variant('Bridge', 'en', written) }, ...over })
  const { variants, quarantined } = await takeIn({ 'articles/bridge.json': content }, site, servesMedia)
  const [only] = variants
  if (!only) throw new Error(`nothing was taken in: ${JSON.stringify(quarantined)}`)
  return only
}

/** The same for a Markdown file. */
export async function ingestStory(
  frontMatter: string,
  file = 'stories/bridge.en.md',
  over: Readonly<Record<string, unknown>> = {},
): Promise<Variant> {
  const { variants, quarantined } = await takeIn({ [file]: `---\n${frontMatter}\n---\nThe bridge is open.\n` }, over)
  const [only] = variants
  if (!only) throw new Error(`nothing was taken in: ${JSON.stringify(quarantined)}`)
  return only
}
