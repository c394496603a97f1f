import { createHash } from 'node:crypto'
import type { HttpSource } from '../domain/sources.ts'
import { type Connector, FetchError } from './connector.ts'
import { pagesOf, planOf } from './http-pages.ts'

/** `newest` has the latest time of change, in milliseconds since 1970, that each request found. */
type State = { readonly settings: string; readonly newest: readonly (number | null)[] }

/** Reads a JSON API. */
export function httpConnector({ name, values, fetch: settings }: HttpSource): Connector {
  const { url, requests, languages } = settings
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([url, requests, languages, values]))
    .digest('base64url')
  const plans = requests.map(planOf)
  const source = { ...values, name }
  return {
    isAlwaysFull: !requests.some((request) => request.since),
    fetch: async function* (request) {
      const state = request.state as State | undefined
      const newestBefore = request.mode === 'changes' && state?.settings === fingerprint ? state.newest : []
      const newest: (number | null)[] = []
      let [isComplete, isUnsure] = [true, false]
      let since: number | null = null
      for (const [index, plan] of plans.entries()) {
        // A request that tells no times of change asks from those of the request before it.
        if (plan.changed) since = newestBefore[index] ?? null
        newest[index] = since
        if (plan.only === 'changes' && since === null) continue
        if (plan.since && since !== null) isComplete = false
        for (const language of plan.each ? languages : ['']) {
          let received = 0
          let announced = 0
          for await (const { items, total = 0 } of pagesOf(request, settings, plan, since, { language, source })) {
            received += items.length
            // Records that went between two pages moved others to a page that was read before.
            if (total < announced) isUnsure = true
            announced = total
            for (const { changed } of items) {
              // WordPress gives scheduled posts times in the future.
              if (changed !== undefined && changed <= request.now()) {
                newest[index] = Math.max(newest[index] ?? changed, changed)
              }
            }
            const records = items.map(({ key, body }) => ({ key, body }))
            yield { records, share: total === 0 ? undefined : received / total }
          }
          if (received < announced && isComplete && !isUnsure) {
            throw new FetchError(`${url} gave ${received} of ${announced} records: this user may not read all of them.`)
          }
        }
      }
      const next: State = { settings: fingerprint, newest }
      return { state: next, isComplete: isComplete && !isUnsure, isUnsure }
    },
  }
}
