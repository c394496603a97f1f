import type { Answer, Ask } from './wire.ts'

/** How a shared cache obeys `Vary`: completely, or for `Accept-Encoding` only, like some content delivery networks. */
export type Sight = 'honours Vary' | 'sees Accept-Encoding only'

type Kept = {
  answer: Answer
  /** The request's fields that select this response, as one text. */
  readonly chosenBy: (headers: Readonly<Record<string, string>>) => string
  readonly choice: string
  /** Time of the response or of its last revalidation, in seconds. */
  at: number
}

export type CacheOptions = {
  readonly sight: Sight
  /** Whether requests to the origin contain the client's conditions. nginx and Varnish remove them. */
  readonly conditions: 'go on' | 'are held back'
  /** Seconds. */
  readonly now: () => number
}

/**
 * A small shared cache (RFC 9111) in front of a server. It revalidates stale responses by entity tag, or serves them
 * during `stale-while-revalidate`. It answers 304 itself. It does not know deltas: it stores a 226 like any status
 * with a lifetime, unless a field forbids it (§3).
 */
export function sharedCache(origin: Ask, { sight, conditions, now }: CacheOptions): Ask {
  const kept = new Map<string, Kept[]>()

  const found = (path: string, headers: Readonly<Record<string, string>>): Kept | undefined =>
    kept.get(path)?.findLast(({ choice, chosenBy }) => choice === chosenBy(headers))

  const keep = (path: string, headers: Readonly<Record<string, string>>, answer: Answer): void => {
    if (lifetimeOf(answer) === undefined || answer.headers.vary === '*') return
    const seen = fieldsOf(answer.headers.vary).filter((name) => sight === 'honours Vary' || name === 'accept-encoding')
    const chosenBy = (asked: Readonly<Record<string, string>>): string => seen.map((name) => of(asked, name)).join('\n')
    const choice = chosenBy(headers)
    const others = kept.get(path)?.filter((other) => other.choice !== choice) ?? []
    kept.set(path, [...others, { answer, chosenBy, choice, at: now() }])
  }

  return async (path, headers = {}, method = 'GET') => {
    const stored = method === 'GET' ? found(path, headers) : undefined
    if (!stored) {
      const answer = await origin(path, conditions === 'go on' ? headers : without(headers, CONDITIONS), method)
      if (method === 'GET' && answer.status !== 304) keep(path, headers, answer)
      return conditions === 'go on' ? answer : conditional(answer, headers)
    }
    const lifetime = lifetimeOf(stored.answer) ?? { fresh: 0, stale: 0 }
    const age = now() - stored.at
    if (age < lifetime.fresh) return conditional(stored.answer, headers)
    // RFC 9111 §4.3.1: a revalidation has the cache's validators in place of the client's.
    const own = { ...without(headers, CONDITIONS), 'If-None-Match': String(stored.answer.headers.etag) }
    const answer = await origin(path, own, method)
    const before = stored.answer
    if (answer.status === 304) {
      stored.at = now()
      stored.answer = { ...before, headers: { ...before.headers, ...answer.headers } }
    } else keep(path, headers, answer)
    if (age < lifetime.fresh + lifetime.stale) return conditional(before, headers)
    return conditional(answer.status === 304 ? stored.answer : answer, headers)
  }
}

const CONDITIONS = ['if-none-match', 'if-modified-since']

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())))
}

function of(headers: Readonly<Record<string, string>>, name: string): string {
  return Object.entries(headers).find(([field]) => field.toLowerCase() === name)?.[1] ?? ''
}

function fieldsOf(field: string | undefined): string[] {
  return (field ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean)
}

/** Seconds for which a response is fresh, and after that usable while stale; `undefined` if it must not be stored. */
function lifetimeOf({ headers }: Answer): { fresh: number; stale: number } | undefined {
  const directives = new Map(
    fieldsOf(headers['cache-control']).map((directive) => {
      const [name = '', value] = directive.split('=')
      return [name, value]
    }),
  )
  if (directives.has('no-store') || directives.has('private')) return undefined
  const seconds = directives.get('s-maxage') ?? directives.get('max-age')
  if (directives.has('no-cache')) return { fresh: 0, stale: 0 }
  if (seconds === undefined) return undefined
  return { fresh: Number(seconds), stale: Number(directives.get('stale-while-revalidate') ?? 0) }
}

/** RFC 9110 §13.2.2, as caches apply it: entity tags are compared without `W/`; dates count only without tags. */
function conditional(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  if (answer.status !== 200) return answer
  const tags = of(headers, 'if-none-match')
  const etag = answer.headers.etag
  const since = Date.parse(of(headers, 'if-modified-since'))
  const fresh = tags
    ? tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
    : Date.parse(String(answer.headers['last-modified'])) <= since
  return fresh ? { ...answer, status: 304, body: Buffer.alloc(0), text: '' } : answer
}
