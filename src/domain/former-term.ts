import { slug } from 'github-slugger'

/** The id of a term before ids of one thing were one: published feeds have it. */
export function formerTermId(text: string): string {
  const cached = cache.get(text)
  if (cached !== undefined) return cached
  if (cache.size >= CACHED_MAX) cache.clear()
  const id = computedId(text)
  cache.set(text, id)
  return id
}

/** Every placement of an article may ask for the same labels again. */
const CACHED_MAX = 10_000
const cache = new Map<string, string>()

type Settings = Pick<ReadonlySet<string>, 'size' | 'has'>

/** The id by which `moved` or `retired` in site.yaml name a term: the present one, or the former one. */
export function idInSettings(settings: Settings, id: string, label: string): string | undefined {
  if (settings.size === 0) return undefined
  return [id, formerTermId(label)].find((one) => settings.has(one))
}

function computedId(text: string): string {
  const spoken = text
    .normalize('NFKC')
    .replaceAll('+', ' plus ')
    .replaceAll('#', ' sharp ')
    .replace(/[/\\&.]+/g, ' ')
  return slug(spoken.trim()).normalize('NFC').replace(/-{2,}/g, '-').replace(/^-|-$/g, '')
}
