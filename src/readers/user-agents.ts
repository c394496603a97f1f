import { feedServiceOf } from './feed-services.ts'

/** A service that fetches for many, and for how many; `isKnown` where it has the name of one in the list. */
export type SubscriberReport = { readonly service: number; readonly isKnown: boolean; readonly subscribers: number }

/** Longer ones are no reader's. */
const LONGEST = 300

/** Nobody has more; who says so is not believed. */
const MOST = 100_000_000

const SUBSCRIBERS = /\b(\d{1,12}|\d{1,3}(?:[,.]\d{3}){1,3}) +(?:subscribers?|readers?)\b/i
const FEED_ID = /\bfeed[-_ ]?id *[:=] *[\w-]+/gi

/**
 * What the fetchers of reading services say in their `User-Agent`: `Feedly/1.0 (+http://…; 16 subscribers; …)`,
 * `Feedbin feed-id:1373711 - 142 subscribers`. A service that is not known is what is left without numbers and the feed's
 * id: its machines and versions are one.
 */
export function subscribersIn(userAgent: string): SubscriberReport | undefined {
  const agent = userAgent.slice(0, LONGEST)
  const found = SUBSCRIBERS.exec(agent)
  if (!found) return undefined
  const subscribers = Number((found[1] as string).replace(/[,.]/g, ''))
  if (subscribers > MOST) return undefined
  const known = feedServiceOf(agent)
  const service = known ?? agent.replace(found[0], '').replace(FEED_ID, '').replace(/\d+/g, '')
  return { service: hashOf(service), isKnown: known !== undefined, subscribers }
}

/** FNV-1a over UTF-16 code units, as a signed number of 32 bits, which V8 keeps without a box. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  const end = Math.min(text.length, LONGEST)
  for (let index = 0; index < end; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}
