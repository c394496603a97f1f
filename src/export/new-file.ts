import * as fs from 'node:fs'

/**
 * Writes a file that does not exist yet. Synchronous, because a call in Node's thread pool takes more processor time than
 * the write.
 */
export function writeNewFile(file: string, bytes: Uint8Array | string, modified?: Date): void {
  const descriptor = fs.openSync(file, 'wx')
  try {
    fs.writeFileSync(descriptor, bytes)
    if (modified) fs.futimesSync(descriptor, modified, modified)
  } finally {
    fs.closeSync(descriptor)
  }
}
