import { expect, test } from 'vitest'
import type { Document, Resolution } from '../../../src/documents/document.ts'
import { createPredecessors } from '../../../src/documents/predecessors.ts'
import type { FeedState } from '../../../src/domain/feed.ts'
import { feedFromState } from '../../../src/domain/feed.ts'
import { scopeId } from '../../../src/domain/feed-key.ts'
import { pathOf } from '../../../src/domain/feed-path.ts'
import type { Published } from '../../../src/editions/published.ts'
import { feedRow } from '../../support/store-rows.ts'

const stateOf = (index: number, version: string): FeedState => feedRow(`en/tag/t${index}`, { version, items: 1 })

/** An edition of feeds with one version. */
const editionOf = (states: readonly FeedState[]): Published => {
  const none = { tag: new Map(), section: new Map(), author: new Map() }
  const retired = { tag: new Set(), section: new Set(), author: new Set() }
  const site = { languages: ['en'], partners: new Map(), moved: none, aliases: none, retired, timeZone: 'UTC' }
  const feeds = new Map(states.map((state) => [scopeId(state.scope), state]))
  return { edition: { feeds, formerTerms: {} }, context: { site }, since: 0 } as unknown as Published
}

const documentOf = (state: FeedState, uses: number, body: Document['body']): Resolution => {
  const bodies = {
    ...{ find: () => Buffer.from(state.version), requested: () => ['br', 'gzip'] as const, uses: () => uses },
    ...{ isInMemory: () => true, release: () => undefined },
  }
  const source = { feed: feedFromState(state), format: 'atom', bodies } as const
  const facts = { version: state.version, lastModified: 0, fields: [], bodyInMemory: bodies.find, body, source }
  return { kind: 'document', token: null, document: facts as unknown as Document }
}

async function composed(count: number): Promise<string[]> {
  const order: string[] = []
  const [before, after] = ['a'.repeat(24), 'b'.repeat(24)].map((version) =>
    Array.from({ length: count }, (_, index) => stateOf(index, version)),
  ) as [FeedState[], FeedState[]]
  const pathAt = (state: FeedState): string => pathOf(state.scope, 'atom')
  const find = (_: Published, path: string): Resolution => {
    const state = after.find((one) => pathAt(one) === path) as FeedState
    return documentOf(state, 0, async (encoding) => {
      order.push(`${scopeId(state.scope)} ${encoding}`)
      return Buffer.from('new')
    })
  }
  const predecessors = createPredecessors(find, () => 0)
  predecessors.replace(
    editionOf(after),
    before.map((state, index) => [pathAt(state), documentOf(state, index, () => Promise.reject(new Error('old')))]),
  )
  await expect.poll(() => before.some((state) => predecessors.has(pathAt(state))), { timeout: 30_000 }).toBe(false)
  return order
}

test('successors are composed most requested first, in the encodings that were requested', async () => {
  const order = await composed(51)
  expect(order.slice(0, 4)).toEqual(['en/tag/t50 br', 'en/tag/t50 gzip', 'en/tag/t49 br', 'en/tag/t49 gzip'])
  expect(order).toHaveLength(102)
})

test('fifty changed documents are composed on request', async () => {
  expect(await composed(50)).toEqual([])
})
