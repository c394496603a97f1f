import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** The folder for small temporary files: in memory where the system has such a place, because tests write thousands. */
export const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
