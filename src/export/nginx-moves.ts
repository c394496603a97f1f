import { targetOf } from '../documents/paths.ts'
import { TERM_KINDS } from '../domain/article.ts'
import { FORMATS } from '../domain/feed-key.ts'
import { FEED_FILES, folderOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { mountOf, type Site } from '../domain/site.ts'
import type { Published } from '../editions/published.ts'
import { exactly, quoted } from './nginx-syntax.ts'

/** A folder whose feeds, pages and months are elsewhere, or nowhere any more. Paths as they are requested, decoded. */
export type Move = {
  readonly languages: readonly Language[]
  /** What follows the language: `/tags/stream`. */
  readonly folder: string
  /** What stands in its place, encoded; `null` for what is gone. */
  readonly to: string | null
}

/** What the settings retire and move, as the server answers for it. */
export function movesOf(published: Published): Move[] {
  const { site } = published.context
  return TERM_KINDS.flatMap((kind) => {
    const terms = [...new Set([...site.moved[kind].keys(), ...site.retired[kind]])].sort()
    return terms.flatMap((term): Move[] => {
      const [language] = site.languages
      const folder = folderOf({ language, kind, term })
      const target = targetOf(published, folder)
      if (target?.kind !== 'gone' && target?.kind !== 'moved') return []
      const after = (path: string): string => path.slice(`/${language}`.length).replace(/\/$/, '')
      const to = target.kind === 'gone' ? null : after(target.to)
      return [{ languages: site.languages, folder: decodeURIComponent(after(folder)), to }]
    })
  })
}

/** The location that answers for a move. */
export function moveLocation(site: Site, { languages, folder, to }: Move): { head: string; answer: string } {
  const files = FORMATS.map((format) => exactly(FEED_FILES[format])).join('|')
  const where = `^${exactly(decodeURI(mountOf(site)))}/(${languages.map(exactly).join('|')})${exactly(folder)}`
  return {
    head: `location ~ ${quoted(`${where}(?:/((?:archive/[0-9]{4}-[0-9]{2}/)?(?:${files})?))?$`)}`,
    answer: to === null ? 'return 410;' : `return 301 ${quoted(`${mountOf(site)}/$1${to}/$2`)};`,
  }
}
