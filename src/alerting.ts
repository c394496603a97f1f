import { statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Logger } from 'pino'
import { CERTIFICATE_DAYS, conditionsIn, sentenceOf } from './admin/conditions.ts'
import { readiness } from './admin/status.ts'
import { type Message, nameOf, sendTo } from './alerts/targets.ts'
import { type Change, createConditionWatch } from './alerts/watch.ts'
import type { Config } from './config/config.ts'
import type { Language } from './domain/language.ts'
import type { Site } from './domain/site.ts'
import { quietFeeds } from './editions/overview.ts'
import type { createSourceStatus } from './fetching/source-status.ts'
import type { Catalog } from './i18n/catalog.ts'
import { trustedAddresses } from './outbound/addresses.ts'
import { certificateEnd, type ReadCertificateEnd } from './outbound/certificate.ts'
import type { createPushStatus } from './push/status.ts'
import type { RefreshingParts } from './refreshing.ts'

/** Changes that are kept for a target that does not answer. */
const UNSENT_MAX = 100

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/** Alerts have one language, because many people read one message. */
const ENGLISH = 'en' as Language

/** Tells operators of problems, in a process that refreshes. */
export function createAlerting(
  { store: address, proxy, adminToken }: Pick<Config, 'store' | 'proxy' | 'adminToken'>,
  parts: Pick<RefreshingParts, 'newsroom' | 'store' | 'now'> & {
    readonly site: () => Site
    readonly sources: ReturnType<typeof createSourceStatus>
    readonly push: ReturnType<typeof createPushStatus>
    readonly catalog: () => Catalog
    readonly readCertificateEnd?: ReadCertificateEnd
    readonly log: Logger
  },
) {
  const { newsroom, store, log, now } = parts
  const certificateOf = createCertificateCheck(parts.readCertificateEnd ?? certificateEnd, now, (why) =>
    log.debug({ why }, 'the certificate of feedUrl is not known'),
  )
  let quiet: Awaited<ReturnType<typeof quietFeeds>> = []
  /** By the target. */
  let unsent: Readonly<Record<string, Message['changes']>> = {}

  const readConditions = async () => {
    const site = parts.site()
    // Without a token, there is no feed of the state either.
    if (site.alerts.length === 0 && adminToken === undefined) return undefined
    const published = newsroom.current()
    if (published) quiet = await store.snapshot((reader) => quietFeeds(published, reader, now())).catch(() => quiet)
    return conditionsIn({
      ...{ ready: readiness(parts, true, await parts.sources.read()), interval: site.interval, quiet },
      quarantine: newsroom.quarantine(),
      failing: (await parts.push.read()).failing,
      freeShare: await freeShareOf(address),
      certificate: await certificateOf(site),
    })
  }

  const report = async (changes: readonly Change[]): Promise<void> => {
    const site = parts.site()
    const texts = { site, catalog: parts.catalog(), language: ENGLISH }
    const messages = changes.map(({ condition, state }) => {
      return { id: condition.id, text: sentenceOf(texts, condition, state === 'ended'), state }
    })
    const results = site.alerts.map(async (target) => {
      const key = JSON.stringify(target)
      const due = [...(unsent[key] ?? []), ...messages]
      if (due.length === 0) return []
      try {
        await sendTo(target, { changes: due, at: now(), server: site.feedUrl }, site, proxy)
        log.info({ target: nameOf(target), changes: due.length }, 'alerts were sent')
        return []
      } catch (error) {
        log.error({ target: nameOf(target), why: (error as Error).message }, 'an alert failed, and is tried again')
        return [[key, due.slice(-UNSENT_MAX)] as const]
      }
    })
    unsent = Object.fromEntries((await Promise.all(results)).flat())
  }

  const onError = (err: unknown): void => log.warn({ err }, 'conditions cannot be checked')
  const watch = createConditionWatch({ store, now, readConditions, report, onError })
  /** `close` waits for alerts that are being sent. */
  return { checkConditions: watch.check, close: watch.settled }
}

/**
 * Reads the certificate of `feedUrl` once a day, near its end once an hour. A server that cannot connect to its own
 * public address is no problem of readers, so the certificate is not known then.
 */
export function createCertificateCheck(
  readEnd: ReadCertificateEnd,
  now: () => number,
  onUnknown: (why: string) => void,
) {
  let latest: { readonly feedUrl: string; readonly at: number; readonly end: number | undefined } | undefined
  const daysTo = (end: number): number => (end - now()) / DAY_MS
  return async ({ feedUrl, outbound: { allow } }: Pick<Site, 'feedUrl' | 'outbound'>) => {
    const last = latest?.feedUrl === feedUrl ? latest : undefined
    const isNear = last?.end !== undefined && daysTo(last.end) < CERTIFICATE_DAYS[0]
    if (!last || Math.abs(now() - last.at) >= (isNear ? HOUR_MS : DAY_MS)) {
      const end = readEnd(feedUrl, [...allow, ...trustedAddresses(feedUrl)])
      const presented = await end.catch(({ message }: Error) => void onUnknown(message))
      latest = { feedUrl, at: now(), end: presented ?? last?.end }
    }
    const end = latest?.end
    return end === undefined ? undefined : { host: new URL(feedUrl).host, end, daysLeft: daysTo(end) }
  }
}

/** The free share of the disk that has the store; `undefined` for a database elsewhere. */
async function freeShareOf(address: string): Promise<number | undefined> {
  const file = /^sqlite:(?!:memory:)(.+)/.exec(address)?.[1]
  if (file === undefined) return undefined
  const { bavail, blocks } = await statfs(path.dirname(path.resolve(file)))
  return bavail / blocks
}
