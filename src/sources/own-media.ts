import { realpathSync, statSync } from 'node:fs'
import path from 'node:path'

/** The size in bytes of a file below the newsroom's folder `media`; `undefined` if the server does not serve it. */
export type MediaBytes = (relative: string) => number | undefined

export function createMediaBytes(dataFolder: string): MediaBytes {
  return (relative) => {
    try {
      const root = realpathSync(path.join(dataFolder, 'media'))
      const real = realpathSync(path.join(root, relative))
      const stat = statSync(real)
      return real.startsWith(root + path.sep) && stat.isFile() ? stat.size : undefined
    } catch {
      return undefined
    }
  }
}
