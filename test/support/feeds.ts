import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import type { Entry, Variant } from '../../src/domain/article.ts'
import { type Format, keyOf, type Scope } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import { keyPath } from '../../src/domain/path.ts'
import type { Selection, Site } from '../../src/domain/site.ts'
import { type Channel, type ChannelFacts, channelOf } from '../../src/feeds/channel.ts'
import { compose, fragmentOf } from '../../src/feeds/compose.ts'
import { entryOf } from '../../src/feeds/entry.ts'
import { plainRendition, type Shell } from '../../src/feeds/format.ts'
import { type Catalog, loadCatalog } from '../../src/i18n/catalog.ts'
import { type Intake, type IntakeContext, intake } from '../../src/intake/intake.ts'
import { configOf, NOW, SITE } from './newsroom.ts'

/** The parts that rendering needs: settings, texts and the context of intake, read from files as the program does. */
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

/** The result of intake for an article of a JSON file. */
export function intakeOf({ context }: Desk, id: string, raw: Record<string, unknown>): Intake {
  return intake(context, { file: 'articles/one.json', raw: { id, ...raw }, place: keyPath })
}

/** The entry of an article in a feed of `language`. `of` is the language of the variant, if it is a fallback. */
export function entryIn(at: Desk, language: string, variants: readonly Variant[], of = language): Entry {
  const variant = variants.find((one) => one.language === of)
  if (!variant) throw new Error(`no variant in ${of}`)
  return entryOf(at.site, at.catalog, [language as Language], variant, variants, NOW)
}

/** The entry of a raw article. @throws if intake reports an error */
export function entry(at: Desk, raw: Record<string, unknown>, language = 'uk', of = language): Entry {
  const { variants, quarantined } = intakeOf(at, 'bridge', raw)
  if (quarantined.length > 0) throw new Error(JSON.stringify(quarantined))
  return entryIn(at, language, variants, of)
}

export function item(at: Desk, format: Format, shown: Entry, content: Selection['content'] = 'full'): string {
  return fragmentOf(format, shown, {
    authority: at.site.authority,
    rendition: plainRendition(content),
  }).bytes.toString()
}

/** The channel of a feed: the feed of all articles in a language, unless `scope` names another. */
export function channelIn(at: Desk, language: string, { scope, ...over }: ChannelOver = {}): Channel {
  const key = keyOf(scope ?? ({ language, kind: 'all' } as Scope))
  const { languages } = at.site
  return channelOf(at.site, at.catalog, { key, label: '', updated: NOW, languages, older: null, newer: null, ...over })
}

export type ChannelOver = Partial<ChannelFacts> & { readonly scope?: Scope }

/** The shell of a document without tombstones. */
export function shellOf(channel: Channel, content: Selection['content'] = 'full'): Shell {
  return { channel, tombstones: [], rendition: plainRendition(content) }
}

export function documentOf(
  at: Desk,
  format: Format,
  language: string,
  entries: readonly Entry[],
  content: Selection['content'] = 'full',
): string {
  const options = { authority: at.site.authority, rendition: plainRendition(content) }
  const fragments = entries.map((shown) => fragmentOf(format, shown, options))
  return compose(format, shellOf(channelIn(at, language), content), fragments).toString()
}
