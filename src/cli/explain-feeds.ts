import { type Instant, isVisible, type Quarantined, type Variant } from '../domain/article.ts'
import { monthOf } from '../domain/calendar.ts'
import { folderOf } from '../domain/feed-path.ts'
import type { Site } from '../domain/site.ts'
import type { Store } from '../store/port.ts'

type Moment = { readonly problems: readonly Quarantined[]; readonly instant: Instant }

/**
 * The folders of the feeds with a variant: in its language, and in others as a stand-in. Or else why it is in none.
 * `problems` are those of its file.
 */
export async function explainFeeds(store: Store, site: Site, variant: Variant, moment: Moment) {
  const { article, language } = variant
  const obstacles = obstaclesTo(variant, moment)
  if (obstacles.length > 0) return { feeds: [], 'stand-in': [], 'in no feed': obstacles }
  const placements = (await store.transact((writer) => writer.placementsOf([article]))).get(article) ?? []
  const feeds = { feeds: [] as string[], 'stand-in': [] as string[] }
  for (const { scope, published, language: shown } of placements) {
    if (shown !== language) continue
    const newest = await store.window(scope, site.feeds[scope.kind].items)
    const folder = decodeURI(folderOf(scope))
    const archive = `${folder}archive/${monthOf(published, site.timeZone)}/ (not among the newest ${newest.length})`
    const isShown = newest.some((placed) => placed.article === article)
    feeds[scope.language === language ? 'feeds' : 'stand-in'].push(isShown ? folder : archive)
  }
  return { ...feeds, 'in no feed': [] }
}

function obstaclesTo(variant: Variant, { problems, instant }: Moment): string[] {
  const { status, published, expires, language } = variant
  const duplicate = problems.find(
    (problem) => problem.reason === 'duplicate' && problem.message.includes(` in ${language} `),
  )
  if (duplicate) return [duplicate.message]
  if (isVisible(variant, instant)) return []
  return [
    ...(status === 'published' ? [] : [status === 'draft' ? 'a draft' : 'withdrawn']),
    ...(published > instant ? [`under embargo until ${dateOf(published)}`] : []),
    ...(expires !== null && expires <= instant ? [`expired at ${dateOf(expires)}`] : []),
  ]
}

export function dateOf(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000', '')
}
