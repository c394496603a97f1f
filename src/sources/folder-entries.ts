import { lstatSync, readdirSync } from 'node:fs'

type Entry = { readonly name: string; isSymbolicLink(): boolean; isDirectory(): boolean }

/** The entries of a folder, or those with which the paths `only` begin. `folder` ends with `/`. */
export function entriesOf(folder: string, only: readonly string[] | undefined): Entry[] {
  const entries = only ? entriesNamed(folder, only) : readdirSync(folder, { withFileTypes: true })
  // By code unit: the same order on every machine.
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function entriesNamed(folder: string, paths: readonly string[]): Entry[] {
  const names = new Set(paths.map((file) => file.split('/', 1)[0] as string))
  return [...names].flatMap((name) => {
    const stat = unlessAbsent(() => lstatSync(folder + name))
    return stat ? { name, isSymbolicLink: () => stat.isSymbolicLink(), isDirectory: () => stat.isDirectory() } : []
  })
}

/** The paths below an entry; `undefined` for the whole entry. */
export function pathsIn(name: string, paths: readonly string[] | undefined): string[] | undefined {
  if (!paths || paths.includes(name)) return undefined
  return paths.filter((file) => file.startsWith(`${name}/`)).map((file) => file.slice(name.length + 1))
}

export function unlessAbsent<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
