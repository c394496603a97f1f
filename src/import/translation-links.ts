import { withoutScheme } from '../fetching/feed/articles.ts'
import type { Export, Post } from './post.ts'

/** `translations` are the addresses of the post in other languages, as it says itself. */
export type LinkedPost = Post & { readonly translations: readonly string[] }

/** Posts that link to each other as translations get one group. The oldest post is the first. */
export function joinTranslations(found: readonly LinkedPost[]): Export {
  const ordered = found.toSorted((a, b) => Date.parse(a.published) - Date.parse(b.published))
  const keys = new Map(found.map(({ key, url }) => [withoutScheme(url), key]))
  const joined = new Map<string, string>()
  const groupOf = (key: string): string => (joined.has(key) ? groupOf(joined.get(key) as string) : key)
  for (const { key, translations } of ordered) {
    for (const url of translations) {
      const [group, other] = [groupOf(key), groupOf(keys.get(withoutScheme(url)) ?? key)]
      if (group !== other) joined.set(other, group)
    }
  }
  return { heads: ordered.map((post) => ({ ...post, group: groupOf(post.key) })), posts: () => ordered }
}
