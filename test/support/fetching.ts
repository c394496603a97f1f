import type { FetchState } from '../../src/domain/fetches.ts'
import type { NdjsonSource } from '../../src/domain/sources.ts'
import type { Connector, FetchEnd, FetchedPart, FetchRequest } from '../../src/fetching/connector.ts'
import type { Store } from '../../src/store/port.ts'

export const SOURCE: NdjsonSource = {
  ...{ type: 'ndjson', name: 'cms' },
  fetch: { schedule: null, deadline: 60, fullEvery: 24, path: 'unused', key: ['id'] },
}

type Answer = (request: FetchRequest) => AsyncGenerator<FetchedPart, FetchEnd>

/** A connector that gives one answer after the other, and the last one from then on. It records what it was asked. */
export function connectorWith(...answers: readonly Answer[]): Connector & { readonly asked: FetchRequest[] } {
  const asked: FetchRequest[] = []
  return {
    asked,
    fetch: (request) => {
      asked.push(request)
      return (answers[Math.min(asked.length, answers.length) - 1] as Answer)(request)
    },
  }
}

/** Gives records with these keys, and says that there are no others. */
export function giving(keys: readonly string[], end: Partial<FetchEnd> = {}): Answer {
  return async function* () {
    for (const key of keys) yield { records: [{ key, body: JSON.stringify({ id: key }) }] }
    return { state: keys.length, isComplete: true, ...end }
  }
}

/** Gives some records and fails then. */
export function failing(error: Error, keys: readonly string[] = []): Answer {
  return async function* () {
    for (const key of keys) yield { records: [{ key, body: JSON.stringify({ id: key }) }] }
    throw error
  }
}

/** Never answers, and does not notice the abort. */
export const hanging: Answer = async function* () {
  yield await new Promise<FetchedPart>(() => undefined)
  return { state: null, isComplete: false }
}

export async function keysIn(store: Store): Promise<string[]> {
  return (await store.recordStamps(SOURCE.name, { after: '', limit: 1000 })).map(({ key }) => key)
}

export async function stateIn(store: Store): Promise<FetchState | undefined> {
  return store.fetchState<FetchState>(SOURCE.name)
}
