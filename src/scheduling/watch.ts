import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'

// The one module that knows @parcel/watcher.

/** A folder with files that refreshes read. */
export type WatchedFolder = {
  readonly folder: string
  /** The beginning of the names of its files, as in `SourceFile.file`. */
  readonly prefix: string
  /** The files below the folder that are read; absent for all. */
  readonly matching?: RegExp
}

export type WatchOptions = {
  readonly folders: readonly WatchedFolder[]
  /** The files that the program itself writes begin with this path. */
  readonly storeFile: string | undefined
  /** Receives the names of saved, moved and deleted files and folders; `undefined` if they are too many. */
  readonly onSave: (saved: readonly string[] | undefined) => void
  readonly onProblem: (error: unknown) => void
}

/** An editor empties a file before it writes it, or writes a temporary file and renames it. */
const SETTLE_MS = 100

/** Saves without a pause are reported after this time. */
const SETTLE_MAX_MS = 1000

/** A scan finds more files as fast. */
const SAVED_MAX = 1000

/** Refreshes skip hidden files, and those of packages. */
const SKIPPED = /(?:^|[\\/])(?:\.|node_modules(?:[\\/]|$))/

/** Other files are pictures, or temporary. */
const TEXT = /\.(?:md|markdown|mdx|html?|json|ya?ml|toml)$/i

/** @returns a function that ends the watch */
export async function startWatch({
  folders,
  storeFile = '',
  onSave,
  onProblem,
}: WatchOptions): Promise<() => Promise<void>> {
  const { default: watcher } = await import('@parcel/watcher')
  // Sources may lie in each other, or behind links.
  const watched = await Promise.all(
    folders.map(async ({ folder, ...facts }) => ({ ...facts, folder: await realpath(folder).catch(() => folder) })),
  )
  const roots = new Set(watched.map(({ folder }) => folder))
  const tops = [...roots].filter((folder) => ![...roots].some((other) => other !== folder && isBelow(folder, other)))
  let subscriptions: { unsubscribe(): Promise<void> }[] = []
  let isStopped = false
  const paths = new Set<string>()
  let settled: NodeJS.Timeout | undefined
  let latest: NodeJS.Timeout | undefined

  const namesOf = (file: string): string[] =>
    watched.flatMap(({ folder, prefix, matching }) => {
      const relative = path.relative(folder, file).replaceAll(path.sep, '/')
      return isBelow(file, folder) && (matching?.test(relative) ?? true) ? prefix + relative : []
    })
  const collect = (error: Error | null, events: readonly { readonly path: string }[]): void => {
    if (error) onProblem(error)
    for (const { path: file } of events) {
      const isOwn = storeFile !== '' && file.startsWith(storeFile)
      if (!isOwn && namesOf(file).length > 0) paths.add(file)
    }
    if (paths.size === 0) return
    clearTimeout(settled)
    settled = setTimeout(report, SETTLE_MS).unref()
    latest ??= setTimeout(report, SETTLE_MAX_MS).unref()
  }
  const report = async (): Promise<void> => {
    clearTimeout(settled)
    clearTimeout(latest)
    latest = undefined
    const saved = [...paths]
    paths.clear()
    const kinds = await Promise.all(saved.map(kindOf))
    // The watcher does not see what lies deeper in a new folder.
    if (kinds.includes('folder')) await subscribeAgain()
    if (isStopped || saved.length === 0) return
    const names = saved.filter((file, index) => kinds[index] !== 'file' || TEXT.test(file)).flatMap(namesOf)
    if (saved.length > SAVED_MAX) onSave(undefined)
    else if (names.length > 0) onSave([...new Set(names)])
  }
  const subscribe = async (): Promise<void> => {
    for (const folder of tops) {
      subscriptions.push(await watcher.subscribe(folder, collect, { ignore: [SKIPPED] }))
    }
  }
  const unsubscribe = async (): Promise<void> => {
    const ended = subscriptions
    subscriptions = []
    await Promise.all(ended.map((subscription) => subscription.unsubscribe())).catch(onProblem)
  }
  const subscribeAgain = async (): Promise<void> => {
    await unsubscribe()
    if (!isStopped) await subscribe().catch(onProblem)
    if (isStopped) await unsubscribe()
  }

  await subscribe().catch(async (error) => {
    await unsubscribe()
    throw error
  })
  return async () => {
    isStopped = true
    clearTimeout(settled)
    clearTimeout(latest)
    await unsubscribe()
  }
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
}

/** A path that is gone may have been a folder. */
function kindOf(file: string): Promise<'file' | 'folder' | 'absent'> {
  return stat(file).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => 'absent',
  )
}
