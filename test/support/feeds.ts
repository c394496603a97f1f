import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import type { Variant } from '../../src/domain/article.ts'
import type { Entry } from '../../src/domain/entry.ts'
import type { Format, Scope } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import { dotted } from '../../src/domain/path.ts'
import type { Selection, Site } from '../../src/domain/site.ts'
import { type Channel, channelOf } from '../../src/feeds/channel.ts'
import { compose, fragmentOf } from '../../src/feeds/compose.ts'
import { entryOf } from '../../src/feeds/entry.ts'
import { type Catalog, loadCatalog } from '../../src/i18n/catalog.ts'
import { type Intake, type IntakeContext, intake } from '../../src/intake/intake.ts'
import { configOf, NOW, SITE } from './newsroom.ts'

/** What feeds are made with: the settings and texts of a newsroom, read from files as the program reads them. */
export type Desk = { readonly site: Site; readonly catalog: Catalog; readonly context: IntakeContext }

/** Per language, labels of tags and sections by their ids. */
export type Labels = Readonly<Record<string, { readonly tags?: object; readonly sections?: object }>>

export function desk(over: Record<string, unknown> = {}, labels: Labels = {}): Desk {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-desk-'))
  try {
    writeFileSync(path.join(folder, 'site.yaml'), stringify({ ...SITE, ...over }))
    for (const [language, kinds] of Object.entries(labels)) {
      mkdirSync(path.join(folder, 'locales', language), { recursive: true })
      for (const [kind, texts] of Object.entries(kinds)) {
        writeFileSync(path.join(folder, 'locales', language, `${kind}.json`), JSON.stringify(texts))
      }
    }
    const { site, localeFolders } = configOf(folder)
    return { site, catalog: loadCatalog(localeFolders), context: { site, servesMedia: true } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** An article as its file has it, taken in. */
export function takenIn({ context }: Desk, id: string, raw: Record<string, unknown>): Intake {
  return intake(context, { file: 'articles/one.json', raw: { id, ...raw }, place: dotted })
}

/** What a feed in a language shows of an article; the variant in `of` stands in where that is another language. */
export function entryIn(at: Desk, language: string, variants: readonly Variant[], of = language): Entry {
  const variant = variants.find((one) => one.language === of)
  if (!variant) throw new Error(`no variant in ${of}`)
  return entryOf(at.site, at.catalog, language as Language, variant, variants, NOW)
}

/** An entry straight from what a newsroom writes: it has to be taken in whole. */
export function entry(at: Desk, raw: Record<string, unknown>, language = 'uk', of = language): Entry {
  const { variants, quarantined } = takenIn(at, 'bridge', raw)
  if (quarantined.length > 0) throw new Error(JSON.stringify(quarantined))
  return entryIn(at, language, variants, of)
}

export function item(at: Desk, format: Format, shown: Entry, content: Selection['content'] = 'full'): string {
  return fragmentOf(format, shown, { authority: at.site.authority, content }).text
}

/** The feed of everything in a language, as a channel. */
export function channelIn(at: Desk, language: string, over: Partial<Parameters<typeof channelOf>[2]> = {}): Channel {
  const scope = { language, kind: 'all' } as Scope
  return channelOf(at.site, at.catalog, { scope, label: '', updated: NOW, languages: at.site.languages, ...over })
}

export function documentOf(
  at: Desk,
  format: Format,
  language: string,
  entries: readonly Entry[],
  content: Selection['content'] = 'full',
): string {
  const options = { authority: at.site.authority, content }
  const fragments = entries.map((shown) => fragmentOf(format, shown, options))
  return compose(format, channelIn(at, language), fragments)
}
