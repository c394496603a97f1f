import { type Dialect, type DialectSettings, mappingIn, type Values } from './dialect.ts'
import { mdx } from './mdx.ts'
import { contentOf, siteFilesIn, stampsOf } from './settings-files.ts'

/** https://docusaurus.io/docs/blog#global-authors */
export function docusaurus({ folder }: DialectSettings): Dialect {
  let registers: readonly { readonly parent: string; readonly authors: unknown }[] = []
  /** A translation may have its own register: the nearest one that has the author counts. */
  const registered = (key: string, relative: string): Values => {
    const distance = (parent: string) => (relative.startsWith(parent) ? -parent.length : 1)
    const entries = registers
      .toSorted((a, b) => distance(a.parent) - distance(b.parent))
      .map(({ authors }) => mappingIn(authors, key))
    return entries.find(({ name }) => name !== undefined) ?? {}
  }
  const authorOf = (written: unknown, relative: string): unknown => {
    const own = typeof written === 'string' ? { key: written } : (written as { key?: unknown })
    if (typeof own?.key !== 'string') return written
    const { name = own.key, url }: Values = { ...registered(own.key, relative), ...own }
    return typeof url === 'string' ? { name, url } : { name }
  }
  return {
    refresh: () => {
      const files = siteFilesIn(folder, '', /^authors\.(?:ya?ml|json)$/)
      registers = files.map((file) => ({ parent: file.relative.replace(/[^/]*$/, ''), authors: contentOf(file) }))
      return stampsOf(files)
    },
    adapt: (values, relative) => ({
      ...values,
      ...(values.authors ? { authors: [values.authors].flat().map((author) => authorOf(author, relative)) } : {}),
      ...(Array.isArray(values.tags) && { tags: values.tags.map((tag) => tag?.label ?? tag) }),
      updated: mappingIn(values, 'last_update').date,
    }),
    body: mdx,
  }
}
