import { existsSync } from 'node:fs'
import path from 'node:path'
import type { DialectSettings, Page, Warn } from './dialect.ts'

/** Files that one article may refer to. */
const LOOK_UPS_MAX = 500

/**
 * Resolves a reference of one file to another: a path from the file's folder or the site's, with or without language
 * and `.md`. A page outside of the source has the path of its file, as far as is known.
 */
export function referenceResolver({ folder, urlOfFile }: DialectSettings, warn: Warn) {
  const urls = new Map<string, string | undefined>()
  return (reference: string, { relative }: Pick<Page, 'relative'>, offset: number): string => {
    const [, target = '', fragment = ''] = /^([^#]{0,1000})(#.*)?/.exec(reference.trim()) ?? []
    const bare = target.replace(/(?:\/?_?index)?(?:\.md|\.mdx|\/)$/, '')
    const suffix = /(?:\.[A-Za-z][\w-]{0,19})?\.mdx?$/.exec(relative)?.[0] ?? '.md'
    const find = (): string | undefined => {
      // The source's folder may lie below the site's content folder, or have a folder per language.
      const segments = bare.split('/').filter(Boolean).slice(0, 10)
      const fromSite = segments.map((_, index) => segments.slice(index).join('/'))
      const inLanguage = fromSite.map((base) => `${relative.split('/')[0]}/${base}`)
      const bases = [path.posix.join(path.posix.dirname(relative), bare), ...fromSite, ...inLanguage]
      const endings = [suffix, `/index${suffix}`, '.md', '/index.md']
      const files = bases.flatMap((base) => endings.map((ending) => base + ending))
      const file = files.find((file) => !file.startsWith('..') && existsSync(path.join(folder, file)))
      return file === undefined ? undefined : urlOfFile(file)
    }
    if (!urls.has(bare) && urls.size < LOOK_UPS_MAX) urls.set(bare, find())
    const url = urls.get(bare)
    if (url === undefined && bare !== '')
      warn('link_unresolved', offset, `"${target}" names no article of this source.`)
    return (url ?? (bare && `/${bare}/`.replace(/\/{2,}/g, '/').replace(/(\.\w{2,5})\/$/, '$1'))) + fragment
  }
}
