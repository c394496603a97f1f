import { createYield, forEachConcurrently } from '../concurrency.ts'
import type { Month } from '../domain/calendar.ts'
import type { Edition } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { inLanguage, keyOf, type Scope, scopeId } from '../domain/feed-key.ts'
import { feedStateOf, type RenderContext } from '../editions/feed-state.ts'
import { rememberVersions } from '../editions/feed-versions.ts'
import { type FeedSelection, selectionOf } from '../editions/selection.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreWriter } from '../store/port.ts'
import { chunksOf } from '../store/sql.ts'
import type { Step } from './plan.ts'

/**
 * Updates the states of the affected feeds in the store.
 * @returns the states that changed, also if only entries outside the feed's selection moved
 */
export async function updateFeeds(
  context: RenderContext,
  store: StoreWriter,
  previousFeeds: Edition['feeds'],
  affected: readonly Scope[],
  step: Step,
): Promise<FeedState[]> {
  const { instant, stamp, revision, signal, progress } = step
  const changed: FeedState[] = []
  const families = familiesOf(context, affected)
  const yieldToRequests = createYield(signal)
  let updatedCount = 0
  for (const some of chunksOf(families, FAMILIES_PER_STATEMENT)) {
    const updated: (UpdatedFeed & { readonly isNew: boolean })[] = []
    const scopes = some.flatMap((family) => family.scopes)
    const [withdrawn, older] = await Promise.all([store.scopesWithWithdrawals(scopes), store.newestMonths(scopes)])
    const familyStep = { instant, stamp, withdrawn, older, yieldToRequests }
    await forEachConcurrently(some, CONCURRENCY, async (family) => {
      for (const { feed, placed } of await updateFamily(context, store, previousFeeds, family, familyStep)) {
        const previous = previousFeeds.get(scopeId(feed.scope))
        if (feed === previous) continue
        // Archive documents contain the label.
        if (previous && feed.label !== previous.label) await store.touchAllMonths(feed.scope, stamp)
        updated.push({ feed, placed, isNew: previous === undefined })
      }
      updatedCount++
      progress?.('feeds', updatedCount, families.length)
    })
    const isNewVersion = ({ feed: { scope, version } }: UpdatedFeed): boolean =>
      previousFeeds.get(scopeId(scope))?.version !== version
    const feeds = updated.map(({ feed }) => feed)
    await store.putFeeds(feeds, revision)
    await rememberVersions(store, updated.filter(isNewVersion), instant)
    changed.push(...feeds)
  }
  return changed
}

const FAMILIES_PER_STATEMENT = 32

/** PostgreSQL gets the queries of so many families without waiting for its answers. */
const CONCURRENCY = 8

/** The same feed in every language of the site; `affected` has the ids of its affected scopes. */
type Family = { readonly scopes: readonly Scope[]; readonly affected: ReadonlySet<string> }

type FamilyStep = Pick<Step, 'instant' | 'stamp'> & {
  /** Read for many scopes at once: which have withdrawals, and the newest month of each. */
  readonly withdrawn: ReadonlySet<string>
  readonly older: ReadonlyMap<string, Month | null>
  readonly yieldToRequests: () => Promise<void> | undefined
}

function familiesOf({ site }: RenderContext, affected: readonly Scope[]): Family[] {
  const groups = Map.groupBy(affected, (scope) => scopeId(inLanguage(scope, site.languages[0])))
  return [...groups.values()].map((scopes) => ({
    scopes: site.languages.map((language) => inLanguage(scopes[0] as Scope, language)),
    affected: new Set(scopes.map(scopeId)),
  }))
}

/**
 * Feeds of a family that have entries link to each other, so the first or the last entry of one changes all of them.
 * A new term gets a feed in every language at once, so that early subscribers do not get a 404.
 * @returns all feeds of the family; unchanged ones are the same objects as in `previousFeeds`
 */
async function updateFamily(
  context: RenderContext,
  store: StoreWriter,
  previousFeeds: Edition['feeds'],
  family: Family,
  { instant, stamp, withdrawn, older, yieldToRequests }: FamilyStep,
): Promise<UpdatedFeed[]> {
  // SQLite answers at once: without pauses, all concurrent families would take a single turn of the event loop.
  const read = async (scope: Scope): Promise<FeedSelection> => {
    await yieldToRequests()
    return selectionOf(context.site, keyOf(scope), store, instant, withdrawn.has(scopeId(scope)))
  }
  const memberOf = async (scope: Scope): Promise<Member> => {
    const previous = previousFeeds.get(scopeId(scope))
    const selection = family.affected.has(scopeId(scope)) || !previous ? await read(scope) : undefined
    return { scope, previous, selection, items: selection?.placed.length ?? previous?.items ?? 0 }
  }
  const members = await Promise.all(family.scopes.map(memberOf))
  const linksChanged = members.some(({ previous, items }) => !previous || previous.items > 0 !== items > 0)
  const filled = members.filter(({ items }) => items > 0)
  const languages = filled.map(({ scope }) => scope.language)
  const update = async ({ scope, previous, selection }: Member, name?: string): Promise<UpdatedFeed> => {
    const month = scope.kind === 'headlines' ? null : (older.get(scopeId(scope)) ?? null)
    const current = selection ?? (await read(scope))
    await yieldToRequests()
    const inputs = { scope, selection: current, older: month, languages, name }
    return { feed: feedStateOf(context, inputs, stamp, previous), placed: current.placed }
  }

  const states: UpdatedFeed[] = await Promise.all(
    filled.map((member) => {
      const unchanged = !linksChanged && !member.selection && member.previous
      return unchanged ? { feed: unchanged, placed: [] } : update(member)
    }),
  )
  // An empty feed gets the label of the first feed of the family that has entries.
  const name = states[0]?.feed.label
  for (const member of members) {
    if (member.items > 0) continue
    const { feed } = await update(member, name)
    const { previous, selection } = member
    const unchanged = !selection && feed.version === previous?.version && feed.label === previous.label
    states.push({ feed: unchanged ? previous : feed, placed: [] })
  }
  return states
}

/** `placed` is empty for feeds without entries and for unchanged ones. */
type UpdatedFeed = { readonly feed: FeedState; readonly placed: readonly Placed[] }

type Member = {
  readonly scope: Scope
  readonly previous: FeedState | undefined
  /** `undefined` if the scope is not affected. */
  readonly selection: FeedSelection | undefined
  readonly items: number
}
