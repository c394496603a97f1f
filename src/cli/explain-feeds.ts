import { type Instant, isVisible, type Quarantined, type Variant } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import type { Store } from '../store/port.ts'

/** Why a variant is in no feed; empty if it is in one. `errors` are the problems of its file. */
export function obstaclesTo(variant: Variant, errors: readonly Quarantined[], instant: Instant): string[] {
  const { status, published, expires, language } = variant
  const duplicate = errors.find(({ reason, message }) => reason === 'duplicate' && message.includes(` in ${language} `))
  if (duplicate) return [duplicate.message]
  if (isVisible(variant, instant)) return []
  const dateOf = (at: Instant): string => new Date(at).toISOString().replace('.000', '')
  return [
    ...(status === 'published' ? [] : [status === 'draft' ? 'a draft' : 'withdrawn']),
    ...(published > instant ? [`under embargo until ${dateOf(published)}`] : []),
    ...(expires !== null && expires <= instant ? [`expired at ${dateOf(expires)}`] : []),
  ]
}

/** The folders of the feeds with a variant; `stand-in` are those in other languages. */
export async function explainFeeds(store: Store, site: Site, { article, language }: Variant) {
  const placements = await store.transact((writer) => writer.placementsOf(article))
  const shown = placements.filter((placement) => placement.language === language)
  const folders = await Promise.all(
    shown.map(async ({ scope, published }) => {
      const newest = await store.window(scope, site.feeds[scope.kind].items)
      const folder = decodeURI(folderOf(scope))
      if (newest.some((placed) => placed.article === article)) return folder
      return `${folder}archive/${monthOf(published, site.timeZone)}/ (not among the newest ${newest.length})`
    }),
  )
  const isOwn = (index: number): boolean => shown[index]?.scope.language === language
  return {
    feeds: folders.filter((_, index) => isOwn(index)),
    'stand-in': folders.filter((_, index) => !isOwn(index)),
  }
}
