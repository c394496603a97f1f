import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Linux mounts a file system in memory at this path. Containers may limit it to 64 MB. */
const SHARED_MEMORY = '/dev/shm'
const NEEDED_BYTES = 2 ** 30

function isRoomy(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= NEEDED_BYTES
}

/** The folder for temporary files. It is in memory if there is room, because tests write thousands of files. */
export const MEMORY = isRoomy(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir()
