import path from 'node:path'
import { createResolver } from '../documents/resolver.ts'
import { staticDocuments } from '../documents/static-documents.ts'
import { createDocuments } from '../editions/feed-bodies.ts'
import { inventory } from '../editions/inventory.ts'
import type { Published } from '../editions/published.ts'
import { pageFields } from '../pages/security.ts'
import type { Store } from '../store/port.ts'
import { OWN } from './claim.ts'
import { type Exported, type ExportObserver, exportDocuments } from './exporting.ts'
import { openFolder } from './folder.ts'
import { nginxLocations } from './nginx.ts'
import { nginxMaps } from './nginx-maps.ts'

export type BuildParts = {
  readonly published: Published
  readonly store: Pick<Store, 'snapshot'>
  /** The newsroom's folder of media, if it has one. It is not copied. */
  readonly media: string | null
}

export type Built = Exported & {
  /** Whether nginx has to read its configuration again. */
  readonly reconfigured: boolean
  /** Partners whose feeds are not for everybody, and not in the folder. */
  readonly withheld: readonly string[]
}

/**
 * Writes all that an edition has for everybody into a folder, absolute, and beside it the configuration by which nginx
 * serves it as the server would.
 * @throws AppError `config_invalid` where the folder is not ours
 * @throws Superseded where another process has refreshed the store in between
 */
export async function build(
  { published, store, media }: BuildParts,
  root: string,
  observer: ExportObserver = {},
): Promise<Built> {
  const { edition, context } = published
  const { site } = context
  const documents = createDocuments(store)
  const resolve = createResolver({ documents, store, pageFields: pageFields(), asked: false })
  const fixed = staticDocuments(site)
  const everything = async function* (): AsyncGenerator<string> {
    yield* fixed.keys()
    yield* inventory(published, store)
  }
  const folder = await openFolder(root, site.authority)
  try {
    const exhibits = {
      authority: site.authority,
      paths: everything(),
      resolve: (path: string) => fixed.get(path) ?? resolve(published, path),
      undated: edition.modified,
    }
    const exported = await exportDocuments(exhibits, root, folder, observer)
    const parts = { published, kinds: exported.kinds, root, media: media && path.resolve(media) }
    const changed = [
      await folder.keep(path.join(OWN, 'nginx-http.conf'), nginxMaps(parts)),
      await folder.keep(path.join(OWN, 'nginx-server.conf'), nginxLocations(parts)),
    ]
    const withheld = [...site.partners].filter(([, { token }]) => token !== null).map(([name]) => name)
    return { ...exported, reconfigured: changed.includes(true), withheld }
  } finally {
    folder.close()
  }
}
