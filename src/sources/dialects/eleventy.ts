import path from 'node:path'
import { type Dialect, type DialectSettings, mappingIn, type Values } from './dialect.ts'
import { contentOf, siteFilesIn, stampsOf } from './settings-files.ts'

/** Data of folders and pages: https://www.11ty.dev/docs/data-template-dir/ */
export function eleventy({ folder }: DialectSettings): Dialect {
  let dataByPath: ReadonlyMap<string, Values> = new Map()
  const nameOf = (directory: string): string => path.basename(directory === '.' ? folder : directory)
  const isData = (relative: string): boolean => {
    const { dir, base } = path.posix.parse(relative)
    return base.endsWith('.11tydata.json') || base === `${nameOf(dir || '.')}.json`
  }
  return {
    refresh: () => {
      const files = siteFilesIn(folder, '', /\.json$/).filter(({ relative }) => isData(relative))
      dataByPath = new Map(files.map((file) => [file.relative, mappingIn({ data: contentOf(file) }, 'data')]))
      return stampsOf(files)
    },
    adapt: (values, relative) => {
      const { dir, name } = path.posix.parse(relative)
      const parents = dir === '' ? [] : dir.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
      const stems = [
        ...['.', ...parents].map((parent) => path.posix.join(parent, nameOf(parent))),
        path.posix.join(dir, name),
      ]
      const names = stems.flatMap((stem) => [`${stem}.json`, `${stem}.11tydata.json`])
      const inheritedData = names.map((name) => dataByPath.get(name)).filter((values) => values !== undefined)
      const merged = Object.assign({}, ...inheritedData, values)
      // Lists of tags are joined.
      const tags = [...inheritedData, values].flatMap((some) => (some.tags ?? []) as string | string[])
      // A template of an address is not one. `false` hides the page, written in either format.
      const address = merged.permalink === undefined ? undefined : String(merged.permalink)
      const permalink = address?.includes('{') ? undefined : address
      return { ...merged, permalink, ...(tags.length > 0 && { tags: [...new Set(tags)] }) }
    },
    body: (text) => text,
  }
}
