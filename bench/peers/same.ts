import { isDeepStrictEqual } from 'node:util'
import { type Exchange, type Exchanges, keyOf, type Question } from '../exchange.ts'
import { fieldsBy, plainOf } from './prepared.ts'

/** How far a peer's answers are ours: to the last field, or in content and in what it is (its entity tags are its own). */
export type Sameness = 'fields' | 'content'

/** A peer that does less than it is to would prove nothing. @throws Error that names the first answer that is another */
export function expectSame(
  name: string,
  sameness: Sameness,
  questions: readonly Question[],
  [ours, theirs]: readonly [Exchanges, Exchanges],
): void {
  for (const question of questions) {
    const of = (exchanges: Exchanges): unknown => SEEN[sameness](exchanges.get(keyOf(question)) as Exchange)
    if (!isDeepStrictEqual(of(ours), of(theirs))) {
      throw new Error(`${name} answers otherwise: ${keyOf(question)}`)
    }
  }
}

const SEEN: Record<Sameness, (exchange: Exchange) => unknown> = {
  // In whatever order and case.
  fields: ({ full, notModified, body, etag }) => ({
    full: fieldsBy(full),
    notModified: fieldsBy(notModified),
    body,
    etag,
  }),
  content: (exchange) => {
    const fields = fieldsBy(exchange.full)
    const { 'content-type': type, 'cache-control': age, 'content-encoding': encoding, vary } = fields
    // Files make no difference for who looks at them in a browser, or has an earlier version.
    return { type, age, encoding, varies: vary?.split(',')[0], content: plainOf(exchange) }
  },
}
