import type { FeedRecord } from '../../sources/feed-record.ts'
import type { FetchRequest } from '../connector.ts'

const CHECKS_MAX = 50
const TIMEOUT_MS = 10_000

/** Which pages were asked for. JSON. */
export type PageChecks = {
  /** The key of the last one. */
  readonly after: string
  /** Addresses by key of pages that were missing once. */
  readonly missing: Readonly<Record<string, string>>
}

/**
 * Asks for the pages of some articles that feeds no longer show, in turn. A page that is missing twice (404, 410) was
 * deleted.
 */
export async function checkPages(
  { known, outbound, signal, now }: Pick<FetchRequest, 'known' | 'outbound' | 'signal' | 'now'>,
  before: PageChecks = { after: '', missing: {} },
  isShown: (key: string) => boolean,
  until: number,
): Promise<PageChecks & { readonly deleted: readonly string[] }> {
  const isMissing = async (url: string, method: 'HEAD' | 'GET'): Promise<boolean> => {
    const request = outbound.request(url, { method, signal, timeoutMs: TIMEOUT_MS })
    const status = await request.then((response) => response.status).catch(() => signal.throwIfAborted())
    return status === 404 || status === 410
  }
  const stored = await known({ after: before.after, limit: CHECKS_MAX })
  const missing: Record<string, string> = {}
  let [asked, after] = [0, before.after]
  for (const { key, body } of stored) {
    if (now() > until) break
    after = key
    const { url } = body ? (JSON.parse(body) as FeedRecord) : {}
    if (!url || isShown(key) || key in before.missing) continue
    asked += 1
    if (await isMissing(url, 'HEAD')) missing[key] = url
  }
  if (stored.length < CHECKS_MAX && after === (stored.at(-1)?.key ?? after)) after = ''
  // A site that misses most of its pages is broken.
  const missingCount = Object.keys(missing).length
  if (missingCount > 3 && missingCount > asked / 2) return { after, missing: before.missing, deleted: [] }
  const deleted: string[] = []
  for (const [key, url] of Object.entries(before.missing)) {
    // Some servers have no page for HEAD.
    if (!isShown(key) && now() <= until && (await isMissing(url, 'GET'))) deleted.push(key)
  }
  return { after, missing, deleted }
}
