import path from 'node:path'
import { createResolver } from '../documents/resolver.ts'
import { staticDocuments } from '../documents/static-documents.ts'
import { hubAddress } from '../domain/site.ts'
import { MIB } from '../editions/cache-pools.ts'
import { createDocuments } from '../editions/feed-bodies.ts'
import { inventory } from '../editions/inventory.ts'
import type { Published } from '../editions/published.ts'
import type { Store } from '../store/port.ts'
import { createEncodingThreads } from './encoding-threads.ts'
import { type ExportObserver, exportDocuments } from './exporting.ts'
import { openFolder } from './folder.ts'
import { folderTarget } from './folder-target.ts'
import { PRIVATE_FOLDER } from './manifest.ts'
import { nginxLocations } from './nginx.ts'
import { nginxMaps } from './nginx-maps.ts'
import type { Target } from './target.ts'

export type BuildResult = Awaited<ReturnType<typeof build>>

type Parts = {
  readonly published: Published
  readonly store: Pick<Store, 'snapshot'>
  /** The newsroom's media folder. It is not copied. */
  readonly media: string | null
}

/**
 * Writes all public documents of an edition into the folder `root` (absolute), and the configuration for nginx to serve
 * them as the server does.
 * @throws AppError `config_invalid` if the folder is not an export of this newsroom
 * @throws Superseded if another process refreshed the store meanwhile
 */
export async function build({ published, store, media }: Parts, root: string, observer: ExportObserver = {}) {
  const folder = await openFolder(root, published.context.site.authority)
  const threads = createEncodingThreads()
  const target = folderTarget(root, folder, threads)
  try {
    const { kinds, ...exported } = await buildInto({ published, store }, target, observer)
    const parts = { published, kinds, root, media: media && path.resolve(media) }
    const changed = [
      await folder.writeIfChanged(path.join(PRIVATE_FOLDER, 'nginx-http.conf'), nginxMaps(parts)),
      await folder.writeIfChanged(path.join(PRIVATE_FOLDER, 'nginx-server.conf'), nginxLocations(parts)),
    ]
    // nginx has to read its configuration again.
    return { ...exported, reconfigured: changed.includes(true) }
  } finally {
    // Their unfinished files are in the folder that is removed then.
    await threads.end()
    folder.close()
  }
}

/**
 * An article is in several standing feeds, so their share holds 3,000 articles of 5 kB in all formats. That of the archives
 * holds two large months, because feeds of a month follow each other.
 */
export const FRAGMENT_BYTES = { standing: 48 * MIB, archive: 32 * MIB, combined: 4 * MIB }

/** Writes all public documents of an edition to any target. @throws Superseded, and the target's errors */
export async function buildInto(
  { published, store }: Omit<Parts, 'media'>,
  target: Target,
  observer: ExportObserver = {},
) {
  const { edition, context } = published
  const { site } = context
  const documents = createDocuments(store, undefined, FRAGMENT_BYTES)
  const resolve = createResolver({ documents, store, hasQueryUrls: false })
  const fixedDocuments = staticDocuments(site)
  const allPaths = async function* (): AsyncGenerator<string> {
    yield* fixedDocuments.keys()
    yield* inventory(published, store)
  }
  const source = {
    authority: site.authority,
    paths: allPaths(),
    resolve: (path: string) => fixedDocuments.get(path) ?? resolve(published, path),
    undated: edition.modified,
  }
  // Partners whose feeds need a token are not written.
  const withheld = [...site.partners].filter(([, { token }]) => token !== null).map(([name]) => name)
  const hub = site.hub.own ? hubAddress(site.feedUrl) : null
  return { ...(await exportDocuments(source, target, observer)), withheld, hub, reconfigured: false }
}
