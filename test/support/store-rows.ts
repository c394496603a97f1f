import type { CleanHtml, Quarantined, Variant } from '../../src/domain/article.ts'
import type { FeedState } from '../../src/domain/feed.ts'
import { scopeOf } from '../../src/domain/feed-key.ts'
import type { Language } from '../../src/domain/language.ts'
import type { FileContent, FileMark } from '../../src/store/files.ts'
import type { Head } from '../../src/store/head.ts'
import type { Placement } from '../../src/store/placements.ts'
import type { Store } from '../../src/store/port.ts'
import { NOW } from './newsroom.ts'

// Complete rows of a store, with the given changes.

export const UK = 'uk' as Language
export const EN = 'en' as Language
export const RU = 'ru' as Language

export function row(article: string, language: Language, over: Partial<Variant> = {}): Variant {
  return {
    ...{ article, language, status: 'published', published: NOW, updated: NOW, expires: null },
    ...{ title: `${article} ${language}`, summary: '', content: '<p>…</p>' as CleanHtml },
    ...{ url: `https://herald.example/${language}/${encodeURIComponent(article)}/`, terms: [], authors: [] },
    ...{ translator: null, image: null, attachments: [], source: null, correction: null, returned: null },
    ...over,
  }
}

export function mark(over: Partial<FileMark> = {}): FileMark {
  return { modified: 1_700_000_000_123.5, size: 100, hash: 'hash', ...over }
}

export function content(file: string, variants: readonly Variant[], over: Partial<FileContent> = {}): FileContent {
  return { file, mark: mark(), variants, quarantined: [], unread: [], articleValues: null, ...over }
}

export function problem(file: string, over: Partial<Quarantined> = {}): Quarantined {
  return { file, place: 'line 1', reason: 'json_invalid', message: 'The file is not JSON.', ...over }
}

export function placement(scope: string, over: Partial<Placement> = {}): Placement {
  const language = scopeOf(scope).language
  return { scope: scopeOf(scope), published: NOW, language, updated: NOW, hash: 'hash', label: '', rank: 0, ...over }
}

export function feedRow(scope: string, over: Partial<FeedState> = {}): FeedState {
  const facts = { version: 'v1', updated: NOW, lastModified: NOW, touched: NOW, label: '', items: 1, older: null }
  return { scope: scopeOf(scope), ...facts, ...over }
}

export function headRow(over: Partial<Head> = {}): Head {
  const rest = { fingerprints: { intake: 'i', publishing: 'p' }, program: 'program', timeZone: 'UTC', headlines: {} }
  return { revision: 1, instant: NOW, modified: NOW, remade: NOW, ...rest, ...over }
}

/** The article ids of a feed, in feed order. */
export async function articlesIn(store: Store, scope: string, limit = 100): Promise<string[]> {
  return (await store.window(scopeOf(scope), limit)).map(({ article }) => article)
}

/** A promise that tests resolve, to hold an operation open. */
export function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
