import type { FeedKey } from './feed-key.ts'

/** A feed on another site's page, shown in a {@link Look}. */
export type Embed = {
  readonly key: FeedKey
  /** The partner whose page it is. Links have its parameters, even if the feed is not the partner's. */
  readonly partner: string | null
}

/** The key whose folder is in the embed's path. */
export function folderKey({ key, partner }: Embed): FeedKey {
  return { ...key, partner }
}
