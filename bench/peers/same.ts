import { isDeepStrictEqual } from 'node:util'
import { type DocumentRequest, type Exchange, type Exchanges, keyOf } from '../exchange.ts'
import { decodedBody, fieldsObject } from './prepared.ts'

/** How equal a peer's answers must be: in all fields, or in content and its metadata (the entity tags differ). */
export type Sameness = 'fields' | 'content'

/** A comparison is void if a peer does less work. @throws Error that names the first different answer */
export function expectSame(
  name: string,
  sameness: Sameness,
  questions: readonly DocumentRequest[],
  [ours, theirs]: readonly [Exchanges, Exchanges],
): void {
  for (const question of questions) {
    const comparedParts = (exchanges: Exchanges): unknown =>
      COMPARED_PARTS[sameness](exchanges.get(keyOf(question)) as Exchange)
    if (!isDeepStrictEqual(comparedParts(ours), comparedParts(theirs))) {
      throw new Error(`${name} gives a different answer: ${keyOf(question)}`)
    }
  }
}

const COMPARED_PARTS: Record<Sameness, (exchange: Exchange) => unknown> = {
  // The order and case of fields do not matter.
  fields: ({ full, notModified, body, etag }) => ({
    full: fieldsObject(full),
    notModified: fieldsObject(notModified),
    body,
    etag,
  }),
  content: (exchange) => {
    const fields = fieldsObject(exchange.full)
    const { 'content-type': type, 'cache-control': age, 'content-encoding': encoding, vary } = fields
    // A static file does not vary by the other fields, which select pages for browsers and deltas.
    return { type, age, encoding, varies: vary?.split(',')[0], content: decodedBody(exchange) }
  },
}
