import { existsSync } from 'node:fs'
import path from 'node:path'
import { type App, createApp } from '../app.ts'
import { type Config, readConfig } from '../config/config.ts'
import { type Instant, type Quarantined, TERM_KINDS, type Variant, withoutWarnings } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { folderOf } from '../domain/feed-path.ts'
import { idInSettings } from '../domain/former-term.ts'
import { canonicalLanguage } from '../domain/language.ts'
import { SKIP_CAUSES } from '../domain/refresh-report.ts'
import { appearancesOf, type Obstacle } from '../editions/appearances.ts'
import { currentTerm } from '../feeds/entry.ts'
import { intake } from '../intake/intake.ts'
import type { RawRecord, Source, SourceFile } from '../sources/record.ts'
import { sourcesOf } from '../sources/sources.ts'

/** Texts by name; an empty text or list is not printed. */
type Rows = Readonly<Record<string, string | readonly string[]>>

/**
 * Prints how a file is read, and which feeds its article is in, or why it is in none. Exit code 1 if it is in none.
 * `written` is relative to the working directory or to the newsroom's folder.
 */
export async function explainFile(written: string, json = false): Promise<number> {
  const config = readConfig()
  const app = await createApp({ ...config, store: 'sqlite::memory:' })
  try {
    await app.newsroom.refresh()
    const { rows, variants = [] } = await explanationOf(app, config, fileNameOf(written, config))
    process.stdout.write(
      json ? `${JSON.stringify({ ...rows, variants }, null, 2)}\n` : [rows, ...variants].map(tableOf).join('\n'),
    )
    return variants.some(({ feeds = [] }) => feeds.length > 0) ? 0 : 1
  } finally {
    await app.close()
  }
}

type Explanation = { readonly rows: Rows; readonly variants?: readonly Rows[] }

async function explanationOf(app: App, config: Config, file: string): Promise<Explanation> {
  const sources = sourcesOf(config.site, config.data)
  const near = sources.filter(({ prefix }) => file.startsWith(prefix) && (prefix !== '' || !/^(?:\.\.)?\//.test(file)))
  const findings = near.flatMap((source) => [...source.scan([file])].map((found) => ({ source, found })))
  const problems = app.newsroom.quarantine().filter((problem) => problem.file === file)
  const warnings = problems.filter(({ severity }) => severity === 'warning').map(lineOf)
  const listed = { problems: withoutWarnings(problems).map(lineOf), warnings }
  const reader = findings.find(({ found }) => 'stamp' in found)
  if (!reader) {
    const folders = sources.filter(({ parseRecord }) => !parseRecord)
    const names = folders.map(({ name }) => `"${name}"`).join(', ')
    const skips = findings.flatMap(({ source, found }) =>
      'skipped' in found ? `${source.name}: ${SKIP_CAUSES[found.skipped](source.pattern ?? '*.json')}` : [],
    )
    const unread = !existsSync(path.resolve(config.data, file))
      ? 'the file does not exist'
      : near.length === 0
        ? `the file is below no source of site.yaml (${names})`
        : `hidden, excluded in site.yaml, or without the extension of a page: ${near.map(({ name }) => name).join(', ')}`
    return { rows: { file, ...listed, 'in no feed': skips.length > 0 || problems.length > 0 ? skips : unread } }
  }
  const { source, found } = reader
  const rows = { file, source: source.name, pattern: source.pattern ?? '*.json', ...listed }
  // A file that exceeded a limit in its own process must not be read in this one.
  const isUnreadable = problems.some(({ reason }) => reason === 'unreadable')
  const record = isUnreadable ? undefined : await recordOf(source, found as SourceFile)
  const context = { site: config.site, servesMedia: config.media !== null, linked: record?.linked }
  const variants = record && !record.skipped ? intake(context, record).variants : []
  if (!record || variants.length === 0) {
    const reason = record?.skipped ? SKIP_CAUSES[record.skipped](rows.pattern) : 'quarantined'
    return { rows: { ...rows, 'in no feed': reason } }
  }
  const instant = app.newsroom.current()?.edition.instant ?? 0
  return {
    rows: { ...rows, article: variants[0]?.article ?? '' },
    variants: await Promise.all(
      variants.map(async (variant) => ({
        ...factsOf(config, record, variant),
        ...(await feedsOf(app, config, variant, { problems, instant })),
      })),
    ),
  }
}

async function feedsOf({ store }: App, { site }: Config, variant: Variant, at: Parameters<typeof appearancesOf>[3]) {
  const { appearances, obstacles } = await store.snapshot((reader) => appearancesOf(reader, site, variant, at))
  const places = appearances.map(({ scope, published, position, newest }) => {
    const folder = decodeURI(folderOf(scope))
    const archive = `${folder}archive/${monthOf(published, site.timeZone)}/ (not among the newest ${newest})`
    return { isOwn: scope.language === variant.language, text: position === null ? archive : folder }
  })
  return {
    feeds: places.filter(({ isOwn }) => isOwn).map(({ text }) => text),
    'stand-in': places.filter(({ isOwn }) => !isOwn).map(({ text }) => text),
    'in no feed': obstacles.map(textOf),
  }
}

function textOf(obstacle: Obstacle): string {
  if (obstacle.reason === 'duplicate') return obstacle.message
  const { reason, at = 0 } = obstacle
  const texts = { draft: 'a draft', withdrawn: 'withdrawn', embargo: 'under embargo until ', expired: 'expired at ' }
  return texts[reason] + (obstacle.at === undefined ? '' : dateOf(at))
}

export function dateOf(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000', '')
}

/** `undefined` if the file cannot be parsed; the quarantine has the reason. */
async function recordOf(source: Source, found: SourceFile): Promise<RawRecord | undefined> {
  try {
    source.refresh?.()
    const dating = await source.readDates?.()
    return source.parse(found.file, source.read(found.file), dating?.datesOf(found))
  } catch {
    return undefined
  }
}

function factsOf({ site }: Config, record: RawRecord, variant: Variant): Rows {
  const { language, published, updated, expires, correction, guid = '', url, terms } = variant
  const { variants } = record.raw as { readonly variants: Readonly<Record<string, object>> }
  const [tag = '', own = {}] = Object.entries(variants).find(([key]) => canonicalLanguage(key) === language) ?? []
  const placeOf = (key: 'published' | 'updated' | 'expires' | 'url'): string => {
    const origin = key === 'expires' ? undefined : record.origins?.[key]
    const place = record.place(Object.hasOwn(own, key) ? ['variants', tag, key] : [key])
    return `(${origin ?? (place.startsWith('line ') ? place : `${place}, added by the dialect`)})`
  }
  const updatedBy =
    updated === published ? '(as published)' : updated === correction?.at ? '(the correction)' : undefined
  return {
    language,
    title: variant.title,
    published: `${dateOf(published)} ${placeOf('published')}`,
    updated: `${dateOf(updated)} ${updatedBy ?? placeOf('updated')}`,
    expires: expires === null ? '' : `${dateOf(expires)} ${placeOf('expires')}`,
    url: `${url} ${placeOf('url')}`,
    guid,
    ...Object.fromEntries(
      TERM_KINDS.map((kind) => [
        `${kind}s`,
        terms.flatMap((term) => {
          if (term.kind !== kind) return []
          const { id } = currentTerm(site, term)
          const isRetired = id !== null && idInSettings(site.retired[kind], id, term.label) !== undefined
          return `${term.label} → ${id ?? 'no feed'}${isRetired ? ' (retired, no feed)' : ''}`
        }),
      ]),
    ),
  }
}

/** The file's name as sources name it. */
function fileNameOf(written: string, { data, site }: Config): string {
  const absolute = [path.resolve(written), path.resolve(data, written)].find(existsSync) ?? path.resolve(data, written)
  const isAbsolute = site.sources.some(
    (source) => 'path' in source && path.isAbsolute(source.path) && absolute.startsWith(source.path),
  )
  return (isAbsolute ? absolute : path.relative(data, absolute)).split(path.sep).join('/')
}

function lineOf({ place, message, reason }: Quarantined): string {
  return `${place === '' ? '' : `${place}: `}${message} [${reason}]`
}

function tableOf(rows: Rows): string {
  const filled = Object.entries(rows).flatMap(([name, value]) =>
    [value].flat().map((line, index) => [index === 0 ? name : '', line]),
  )
  return filled.map(([name = '', line = '']) => (line === '' ? '' : `${name.padEnd(12)}${line}\n`)).join('')
}
