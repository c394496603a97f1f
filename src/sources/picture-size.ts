import { closeSync, openSync, readSync } from 'node:fs'
import { imageSize } from 'image-size'
import { ownFile, type PictureSize } from './own-media.ts'

/** Sizes are at the beginning of a file, after its metadata. */
const BYTES_MAX = 512 * 1024

export function createPictureSize(dataFolder: string): PictureSize {
  return (relative) => {
    let descriptor: number | undefined
    try {
      descriptor = openSync(ownFile(dataFolder, relative), 'r')
      const bytes = Buffer.alloc(BYTES_MAX)
      const { width, height, orientation = 1 } = imageSize(bytes.subarray(0, readSync(descriptor, bytes)))
      // Exif: from 5 on, the picture is shown turned by a quarter.
      if (width > 0 && height > 0) return orientation < 5 ? { width, height } : { width: height, height: width }
    } catch {
      // It has no size that can be read.
    } finally {
      if (descriptor !== undefined) closeSync(descriptor)
    }
    return undefined
  }
}
