import { createYield, forEachConcurrently } from '../concurrency.ts'
import type { Instant } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import type { FeedState } from '../domain/feed.ts'
import { inLanguage, keyOf, type Scope, scopeId } from '../domain/feed-key.ts'
import { feedStateOf, type RenderContext } from '../editions/feed-state.ts'
import { rememberVersion } from '../editions/feed-versions.ts'
import { type FeedSelection, selectionOf } from '../editions/selection.ts'
import type { Placed } from '../store/placements.ts'
import type { StoreWriter } from '../store/port.ts'
import type { Step } from './plan.ts'

/**
 * Brings the feeds in which anything moved up to date, and no other, and keeps them in the store.
 * @returns those that are others now, be it only in what they do not show
 */
export async function updateFeeds(
  context: RenderContext,
  store: StoreWriter,
  before: Edition['feeds'],
  moved: readonly Scope[],
  { instant, stamp, revision, signal, progress }: Step,
): Promise<FeedState[]> {
  const changed: FeedState[] = []
  const families = familiesOf(context, moved)
  const turn = createYield(signal)
  let done = 0
  await forEachConcurrently(families, TOGETHER, async (family) => {
    for (const { feed, placed } of await updateFamily(context, store, before, family, instant, stamp)) {
      const known = before.get(scopeId(feed.scope))
      if (feed === known) continue
      // What an archive is called is written in its documents.
      if (known && feed.label !== known.label) await store.touchMonths(feed.scope, stamp)
      changed.push(feed)
      await store.putFeed(feed, revision)
      if (feed.version !== known?.version) await rememberVersion(store, feed, placed, instant)
    }
    done++
    progress?.('feeds', done, families.length)
    await turn()
  })
  return changed
}

/** Families that are looked at at a time. */
const TOGETHER = 2

/** The same feed in every language of the site, and in which of them something moved. */
type Family = { readonly scopes: readonly Scope[]; readonly moved: ReadonlySet<string> }

function familiesOf({ site }: RenderContext, moved: readonly Scope[]): Family[] {
  const members = new Map<string, { scopes: Scope[]; moved: Set<string> }>()
  for (const scope of moved) {
    const name = scopeId(inLanguage(scope, site.languages[0]))
    const family = members.get(name) ?? {
      scopes: site.languages.map((language) => inLanguage(scope, language)),
      moved: new Set(),
    }
    family.moved.add(scopeId(scope))
    members.set(name, family)
  }
  return [...members.values()]
}

/**
 * Siblings point to each other where they have entries: one that gains its first, or loses its last, changes them all.
 * A term that is new gets its feed in every language, so that nobody who subscribes early meets a 404.
 * @returns the feeds of the family, of which some may be as they were
 */
async function updateFamily(
  context: RenderContext,
  store: StoreWriter,
  before: Edition['feeds'],
  family: Family,
  at: Instant,
  stamp: Instant,
): Promise<Looked[]> {
  const read = (scope: Scope) => selectionOf(context.site, keyOf(scope), store, at)
  const members: Member[] = []
  for (const scope of family.scopes) {
    const known = before.get(scopeId(scope))
    const showing = family.moved.has(scopeId(scope)) || !known ? await read(scope) : undefined
    members.push({ scope, known, showing, items: showing?.placed.length ?? known?.items ?? 0 })
  }
  const flipped = members.some(({ known, items }) => !known || known.items > 0 !== items > 0)
  const filled = members.filter(({ items }) => items > 0)
  const languages = filled.map(({ scope }) => scope.language)
  const made = async ({ scope, known, showing }: Member, name?: string): Promise<Looked> => {
    const older = scope.kind === 'headlines' ? null : await store.newestMonth(scope)
    const now = showing ?? (await read(scope))
    const ingredients = { scope, showing: now, older, languages, name }
    return { feed: feedStateOf(context, ingredients, stamp, known), placed: now.placed }
  }

  const states: Looked[] = []
  for (const member of filled) {
    const same = !flipped && !member.showing && member.known
    states.push(same ? { feed: same, placed: [] } : await made(member))
  }
  // An empty feed is called what the first of its siblings that has entries calls it.
  const name = states[0]?.feed.label
  for (const member of members) {
    if (member.items > 0) continue
    const { feed } = await made(member, name)
    const same = !member.showing && feed.version === member.known?.version && feed.label === member.known.label
    states.push({ feed: same && member.known ? member.known : feed, placed: [] })
  }
  return states
}

/** A feed as it is now, and what it shows where it was looked at. */
type Looked = { readonly feed: FeedState; readonly placed: readonly Placed[] }

type Member = {
  readonly scope: Scope
  readonly known: FeedState | undefined
  /** Read where it may have moved. */
  readonly showing: FeedSelection | undefined
  readonly items: number
}
