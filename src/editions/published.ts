import type { Instant } from '../domain/article.ts'
import type { Edition } from '../domain/edition.ts'
import { type FeedIndex, withFeeds } from '../domain/feed-index.ts'
import { scopeId } from '../domain/feed-key.ts'
import type { Site } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import type { IntakeContext } from '../intake/intake.ts'
import type { Head } from '../store/head.ts'
import type { StoreReader } from '../store/port.ts'
import type { RenderContext } from './feed-state.ts'
import { fingerprintsOf } from './fingerprints.ts'

/** An edition with its render context; the two are always replaced together. */
export type Published = {
  readonly edition: Edition
  readonly context: RenderContext
  /** When this process began to serve it. */
  readonly since?: Instant
}

/** The edition, unless it is of another list of languages: its feeds are then no base for the next edition. */
export function withLanguagesOf(published: Published | undefined, { languages }: Pick<Site, 'languages'>) {
  return published?.context.site.languages.join() === languages.join() ? published : undefined
}

export type EditionParts = Pick<RenderContext, 'site' | 'program'> & {
  readonly intakeContext: IntakeContext
  /** The current texts. */
  readonly catalog: () => Catalog
}

/**
 * The edition in the store; `undefined` if it is outdated. Reads only what has changed since `current`, and returns
 * `current` itself if nothing has.
 */
export async function editionIn(
  { site, intakeContext, catalog, program }: EditionParts,
  reader: StoreReader,
  head: Head,
  current: Published | undefined,
): Promise<Published | undefined> {
  const headlines = new Map(Object.entries(head.headlines))
  const context = { site, catalog: catalog(), headlines, program }
  if (head.fingerprints.publishing !== fingerprintsOf(intakeContext, context, []).publishing) return undefined
  const { revision, instant, modified, remade, records = 0 } = head
  const before = current?.edition
  const isSame = before?.revision === revision && before.instant === instant && before.records === records
  if (isSame && before.remade === remade) return current
  const feeds = await feedsIn(reader, site, before, head)
  const extents = await reader.extents(site.languages)
  const { formerTerms = {}, formerLanguages = [] } = head
  const former = { formerTerms, formerLanguages }
  return { edition: { revision, instant, modified, remade, records, feeds, ...former, extents }, context }
}

/** All feeds in the store. Reads only those that have changed since the edition `before`, if there is one. */
export async function feedsIn(
  reader: Pick<StoreReader, 'feeds' | 'feedIndex'>,
  { languages }: Pick<Site, 'languages'>,
  before: Edition | undefined,
  head: Pick<Head, 'revision'> | undefined,
): Promise<FeedIndex> {
  if (before && before.revision === head?.revision) return before.feeds
  if (!before || !head || before.revision > head.revision) return reader.feedIndex(languages)
  const feeds = (await reader.feeds(before.revision)).filter(({ scope }) => languages.includes(scope.language))
  return withFeeds(before.feeds, new Map(feeds.map((feed) => [scopeId(feed.scope), feed])))
}
