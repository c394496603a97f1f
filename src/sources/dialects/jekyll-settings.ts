import { statSync } from 'node:fs'
import path from 'node:path'
import { type FoundFile, readBelow } from '../files.ts'
import { mappingIn, type Values } from './dialect.ts'
import { contentOf, siteFilesIn, stampsOf, textOfFile } from './settings-files.ts'

/** Folders above a source that may be the site's. */
const PARENTS_MAX = 4

export type JekyllSettings = ReturnType<typeof readJekyllSettings>

/** @throws AppError `source_missing` if a file cannot be read */
export function readJekyllSettings(folder: string) {
  const parents = Array.from({ length: PARENTS_MAX + 1 }, (_, up) => path.join(folder, '../'.repeat(up)))
  const root = parents.find((parent) => configIn(parent)) ?? folder
  const config = configIn(root)
  const dataFiles = siteFilesIn(root, '_data', /\.(?:ya?ml|json)$/)
  const includes = siteFilesIn(root, '_includes', /\.(?:html?|md|markdown|svg|txt|liquid)$/)
  return {
    /** The folder of `_config.yml`; without one, the source's. */
    root,
    /** The content of `_config.yml`; `undefined` if the site has none. */
    config: config && mappingIn({ config: contentOf(config) }, 'config'),
    /** The content of `_data`. */
    data: nestByPath(dataFiles.map((file) => [file.relative.slice('_data/'.length), contentOf(file)])),
    /** The texts of `_includes`, by path. */
    includes: Object.fromEntries(includes.map((file) => [file.relative.slice('_includes/'.length), textOfFile(file)])),
    /** Differs if one of the files has changed. */
    stamps: stampsOf([...(config ? [config] : []), ...dataFiles, ...includes]),
  }
}

function configIn(folder: string): FoundFile | undefined {
  const file = path.join(folder, '_config.yml')
  const stat = statSync(file, { throwIfNoEntry: false })
  const read = () => readBelow(folder, file)
  return stat && { relative: '_config.yml', stamp: { modified: stat.mtimeMs, size: stat.size }, read }
}

/** The file `locales/uk.yml` becomes `site.data.locales.uk`. */
function nestByPath(entries: readonly (readonly [string, unknown])[]): object {
  const nested: Record<string, unknown> = Object.create(null)
  for (const [file, value] of entries) {
    const keys = file.replace(/\.\w+$/, '').split('/')
    const name = keys.pop() as string
    let parent = nested
    for (const key of keys) {
      if (!Object.hasOwn(parent, key)) parent[key] = Object.create(null)
      parent = parent[key] as Record<string, unknown>
    }
    // `home.yml` and the folder `home/` are merged into `site.data.home`.
    parent[name] =
      typeof value === 'object' && Object.hasOwn(parent, name) ? { ...value, ...(parent[name] as object) } : value
  }
  return nested
}

/** The values of `defaults` in `_config.yml` for a file. https://jekyllrb.com/docs/configuration/front-matter-defaults/ */
export function defaultsFor(config: Values | undefined, relative: string): Values {
  const collection = /(?:^|\/)_(\w+)\//.exec(relative)?.[1] ?? 'pages'
  const sets = Array.isArray(config?.defaults) ? config.defaults : []
  const matching = sets.flatMap((set) => {
    const { path: written, type } = mappingIn(set, 'scope')
    const folder = String(written ?? '').replace(/^\//, '')
    const isInside = [folder, `${folder}/**`].some((glob) => path.matchesGlob(relative, glob))
    if (!(isInside || relative.startsWith(folder)) || (type !== undefined && type !== collection)) return []
    return [{ values: mappingIn(set, 'values'), rank: folder.length * 2 + (type === undefined ? 0 : 1) }]
  })
  return Object.assign({}, ...matching.sort((a, b) => a.rank - b.rank).map(({ values }) => values))
}
