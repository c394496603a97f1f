import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { termId } from '../domain/term.ts'
import { decodedUri } from '../domain/url.ts'
import { titleFor } from '../intake/excerpt.ts'
import type { Export, ImportSettings, Post, PostHead } from './post.ts'

/** The ids that earlier imports into the same folder gave. */
export type KnownIds = { readonly idOf: (guid: string) => string | undefined; readonly has: (id: string) => boolean }

type Plan = { readonly id: string; readonly heads: readonly PostHead[] }

export type ImportedArticle = Plan & { readonly article: object }

/**
 * Yields each article when its last post was read. Posts that wait for their translations are in temporary files,
 * because an export may have all posts of one language before those of another.
 */
export function* articlesOf(
  { heads, posts }: Export,
  known: KnownIds,
  report: ImportSettings['report'],
): Generator<ImportedArticle> {
  const plans = new Map(planned(heads, known, report).flatMap((plan) => plan.heads.map(({ key }) => [key, plan])))
  const waiting = new Map<Plan, number>()
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-import-'))
  const complete = (plan: Plan): ImportedArticle => {
    const lines = readFileSync(path.join(folder, plan.id), 'utf8').trimEnd().split('\n')
    rmSync(path.join(folder, plan.id))
    waiting.delete(plan)
    const postByKey = new Map(lines.map((line) => JSON.parse(line) as Post).map((post) => [post.key, post]))
    const ordered = plan.heads.flatMap(({ key }) => postByKey.get(key) ?? [])
    return { ...plan, article: articleOf(plan, ordered) }
  }
  try {
    for (const post of posts()) {
      const plan = plans.get(post.key)
      if (!plan) continue
      appendFileSync(path.join(folder, plan.id), `${JSON.stringify(post)}\n`)
      waiting.set(plan, (waiting.get(plan) ?? 0) + 1)
      if (waiting.get(plan) === plan.heads.length) yield complete(plan)
    }
    // Translations of these could not be imported.
    for (const plan of waiting.keys()) yield complete(plan)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Joins translations. An id is that of an earlier import, or the slug of the oldest post, so later posts change none. */
function planned(heads: readonly PostHead[], known: KnownIds, report: ImportSettings['report']): Plan[] {
  const groups = new Map<string, PostHead[]>()
  const guids = new Set<string>()
  for (const original of heads) {
    const isCopy = guids.has(original.guid)
    if (isCopy) report('changed', 'A guid that an older post has, too, was dropped', original.key)
    const head = isCopy ? { ...original, guid: `${original.guid} ${original.suffix}` } : original
    guids.add(head.guid)
    // An article has one status: drafts of translations become articles of their own.
    const name = `${head.group} ${head.isDraft}`
    const group = groups.get(name) ?? []
    const isTwin = group.some(({ language }) => language === head.language)
    if (isTwin) report('changed', 'A second translation into one language became an article of its own', head.key)
    groups.set(isTwin ? head.key : name, isTwin ? [head] : [...group, head])
  }
  const takenNames = new Set<string>()
  return [...groups.values()].map((group) => {
    const [{ slug, suffix }] = group as [PostHead]
    // A file name on any system: percent-encoding decoded, lower case, no reserved characters, 160 bytes at most.
    const bytes = Buffer.from(termId(decodedUri(slug) ?? slug) || suffix).subarray(0, 160)
    const plain = bytes.toString().replace(/\uFFFD$/, '')
    const earlier = group.flatMap(({ guid }) => known.idOf(guid) ?? []).find((id) => !takenNames.has(id))
    const free = [plain, `${plain}-${suffix}`].find((id) => !takenNames.has(id) && !known.has(id))
    const id = earlier ?? free ?? `${plain}-${suffix}-${takenNames.size}`
    takenNames.add(id)
    return { id, heads: group }
  })
}

/** In the shape of `article.schema.json`: the values of the oldest post, and what other languages have otherwise. */
function articleOf({ id, heads }: Plan, posts: readonly Post[]): object {
  const [oldest] = posts as [Post]
  const { image, updated, ...shared } = sharedBy(oldest)
  const variants = posts.map((post) => {
    const { guid, language, summary, content, url } = post
    const title = titleFor(post, language)
    const identity = heads.some((head) => head.guid === guid) ? { guid } : {}
    const own = Object.entries(sharedBy(post)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(sharedBy(oldest)[name as 'image']),
    )
    return [language, { title, summary: summary || undefined, content, url, ...identity, ...Object.fromEntries(own) }]
  })
  const attachments = new Map(posts.flatMap((post) => post.attachments.map((file) => [file.url, file])))
  const isTag = (tag: string): boolean => termId(tag) !== '' && termId(tag).length <= 100
  return {
    id,
    ...shared,
    updated: updated === shared.published ? undefined : updated,
    status: oldest.isDraft ? 'draft' : undefined,
    tags: [...new Set(posts.flatMap(({ tags }) => tags))].filter(isTag),
    image: image ?? undefined,
    attachments: attachments.size > 0 ? [...attachments.values()] : undefined,
    variants: Object.fromEntries(variants),
  }
}

/** The values that variants inherit from their article. */
function sharedBy({ published, updated, authors, image }: Post) {
  return { published, updated: updated ?? published, authors, image: image ?? null }
}
