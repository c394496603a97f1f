import { targetOf } from '../documents/paths.ts'
import { TERM_KINDS } from '../domain/article.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { FEED_FILES, folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { basePath, type Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { escapeRegExp, quoted } from './nginx-syntax.ts'

/** A folder of feeds, pages and months that moved or is gone. */
export type Move = {
  readonly languages: readonly Language[]
  /** The path after the language, decoded: `/tags/stream`. */
  readonly folder: string
  /** The new path after the language, encoded; `null` if the folder is gone. */
  readonly to: string | null
}

/** The folders that `retired` and `moved` in site.yaml name. */
export function movesOf(published: Published): Move[] {
  const { site } = published.context
  return TERM_KINDS.flatMap((kind) => {
    const terms = [...new Set([...site.moved[kind].keys(), ...site.retired[kind]])].sort()
    return terms.flatMap((term): Move[] => {
      const [language] = site.languages
      const folder = folderOf({ language, kind, term })
      const target = targetOf(published, folder)
      if (target?.kind !== 'gone' && target?.kind !== 'moved') return []
      const afterLanguage = (path: string): string => path.slice(`/${language}`.length).replace(/\/$/, '')
      const to = target.kind === 'gone' ? null : afterLanguage(target.to)
      return [{ languages: site.languages, folder: decodeURIComponent(afterLanguage(folder)), to }]
    })
  })
}

export function moveLocation(site: Site, { languages, folder, to }: Move): { head: string; answer: string } {
  const files = FORMATS.map((format) => escapeRegExp(FEED_FILES[format])).join('|')
  const pattern = `^${escapeRegExp(decodeURI(basePath(site)))}/(${languages.map(escapeRegExp).join('|')})${escapeRegExp(folder)}`
  return {
    head: `location ~ ${quoted(`${pattern}(?:/((?:archive/[0-9]{4}-[0-9]{2}/)?(?:${files})?))?$`)}`,
    answer: to === null ? 'return 410;' : `return 301 ${quoted(`${basePath(site)}/$1${to}/$2`)};`,
  }
}
