import type { FeedKey } from './feed-key.ts'

/** A feed as other people's pages show it: the newest of it, in a {@link Look}. */
export type Embed = {
  readonly key: FeedKey
  /** The partner whose page it is: its parameters are on the links, whether or not the feed is its own. */
  readonly partner: string | null
}

/** As whose folder it is spelled. */
export function folderKey({ key, partner }: Embed): FeedKey {
  return { ...key, partner }
}
