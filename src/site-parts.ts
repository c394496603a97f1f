import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import type { Logger } from 'pino'
import type { Config, Settings } from './config/config.ts'
import type { Site } from './domain/site.ts'
import { createClientNetwork, createNetworkMatcher } from './http/client-network.ts'
import { createTokenGate } from './http/token-gate.ts'
import { createIngest, type Ingest } from './ingest/ingest.ts'
import type { IntakePool } from './ingest/pool.ts'
import { createRecordCheck, type RecordCheck } from './ingest/record-check.ts'
import { createRemoteReader } from './ingest/remote-reader.ts'
import type { IntakeContext } from './intake/intake.ts'
import type { RefreshParts } from './refresh/plan.ts'
import type { WatchOptions } from './scheduling/watch.ts'
import { sourcesOf } from './sources/sources.ts'

// The parts of the program that follow from site.yaml.

type Overall = (step: 'records' | 'files' | 'articles' | 'feeds', done: number, total: number) => void

function incomingOf(
  site: Site,
  data: string,
  context: IntakeContext,
  pool: IntakePool,
  progress?: (step: 'files', done: number, total: number) => void,
): Ingest {
  const reader = createRemoteReader(pool, context, data)
  const onFile = progress && ((done: number, total: number) => progress('files', done, total))
  return createIngest({ sources: sourcesOf(site, data), reader, progress: onFile })
}

/** The parts of a refresh that follow from the settings; the same object for the same settings. */
export function createRefreshParts(
  { data, reread }: Pick<Config, 'data' | 'reread'>,
  pool: IntakePool,
  incoming: Ingest | undefined,
  others: Pick<RefreshParts, 'store' | 'catalog' | 'program' | 'now'> & { readonly progress: Overall | undefined },
  onServed: (settings: Settings) => void,
): () => RefreshParts {
  let latest: { readonly settings: Settings; readonly parts: RefreshParts } | undefined
  return () => {
    const settings = reread()
    if (latest?.settings === settings) return latest.parts
    const { site, headlines, problems, media } = settings
    const intakeContext = { site, servesMedia: media !== null }
    const parts = {
      ...{ ...others, site, headlines, problems, intakeContext, onServed: () => onServed(settings) },
      incoming: incoming ?? incomingOf(site, data, intakeContext, pool, others.progress),
    }
    latest = { settings, parts }
    return parts
  }
}

/** Whether an intake process stays: editors who save files, and programs that push articles, wait for it. */
export function keepsIntake({ watch, tokens }: Site, watches: boolean): boolean {
  return (watch ?? watches) || tokens.some(({ scopes }) => scopes.includes('write'))
}

/** Checks articles that are pushed, as the next refresh will. */
export function apiCheckOf({ site, media }: Settings, data: string, pool: IntakePool): RecordCheck {
  const sources = site.sources.filter(({ type }) => type === 'api')
  const context = { site: { ...site, sources }, servesMedia: media !== null }
  return createRecordCheck('api', () => createRemoteReader(pool, context, data))
}

/** Identifies clients by the networks in the settings. */
export function clientsOf(site: Site, log: Logger, now: () => number) {
  // Statistics count clients that rate limits exempt; only the limits warn of an unknown proxy.
  const networkOf = createClientNetwork({ proxies: site.proxies })
  return {
    clientOf: (request: IncomingMessage): string => networkOf(request) ?? '',
    isTrusted: createNetworkMatcher(site, site.readers.trusted),
    gate: createTokenGate(site, log, now),
  }
}

/** Everything that a refresh reads. */
export function watchedOf(site: Site, { data, locales, store }: Config): Pick<WatchOptions, 'folders' | 'storeFile'> {
  const sqlite = /^sqlite:(.+)/.exec(store)?.[1]
  const folders = [
    { folder: path.resolve(data), prefix: '', matching: /^(?:site\.yaml$|locales(?:\/|$))/ },
    ...sourcesOf(site, data).flatMap(({ folder, prefix, parseRecord }) =>
      parseRecord ? [] : { folder: folder(), prefix },
    ),
    ...(locales ? [{ folder: path.resolve(locales), prefix: 'POLYFEED_LOCALES/' }] : []),
  ]
  return { folders, storeFile: sqlite && path.resolve(sqlite) }
}
