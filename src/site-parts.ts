import path from 'node:path'
import type { Config } from './config/config.ts'
import { createIngest, type Ingest } from './ingest/ingest.ts'
import type { IntakePool } from './ingest/pool.ts'
import { createRemoteReader } from './ingest/remote-reader.ts'
import type { IntakeContext } from './intake/intake.ts'
import type { WatchOptions } from './scheduling/watch.ts'
import { sourcesOf } from './sources/sources.ts'

// The parts of the program that follow from site.yaml.

export function incomingOf(
  { site, data }: Config,
  context: IntakeContext,
  pool: IntakePool,
  progress?: (step: 'files', done: number, total: number) => void,
): Ingest {
  const reader = createRemoteReader(pool, context, data)
  const onFile = progress && ((done: number, total: number) => progress('files', done, total))
  return createIngest({ sources: sourcesOf(site, data), reader, progress: onFile })
}

/** Everything that a refresh reads. */
export function watchedOf({ site, data, locales, store }: Config): Pick<WatchOptions, 'folders' | 'storeFile'> {
  const sqlite = /^sqlite:(.+)/.exec(store)?.[1]
  const folders = [
    { folder: path.resolve(data), prefix: '', matching: /^(?:site\.yaml$|locales(?:\/|$))/ },
    ...sourcesOf(site, data).map((source) => ({ folder: source.folder(), prefix: source.prefix })),
    ...(locales ? [{ folder: path.resolve(locales), prefix: 'POLYFEED_LOCALES/' }] : []),
  ]
  return { folders, storeFile: sqlite && path.resolve(sqlite) }
}
