import { existsSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * A picture that lies beside its page (`cover.jpg`) is at the page's address. All other addresses stay as they are.
 * `folder` is the page's.
 */
export function pictureBeside(image: unknown, folder: string, pageUrl: URL | null): unknown {
  const { url } = (image ?? {}) as { url?: unknown }
  if (typeof url !== 'string' || !pageUrl || /^(?:[a-z][a-z\d+.-]*:|\/|#)/i.test(url)) return image
  const isBeside = statSync(path.join(folder, url), { throwIfNoEntry: false })?.isFile() ?? false
  return isBeside ? { ...(image as object), url: new URL(url, pageUrl).href } : image
}

/** The size in bytes of a file below the newsroom's folder `media`; `undefined` if the server does not serve it. */
export type MediaBytes = (relative: string) => number | undefined

/** The size in pixels, as people see the picture; `undefined` if it cannot be read. */
export type PictureSize = (relative: string) => { readonly width: number; readonly height: number } | undefined

export function createMediaBytes(dataFolder: string): MediaBytes {
  return (relative) => {
    try {
      return statSync(ownFile(dataFolder, relative)).size
    } catch {
      return undefined
    }
  }
}

/** @throws if the server does not serve the file */
export function ownFile(dataFolder: string, relative: string): string {
  const root = realpathSync(path.join(dataFolder, 'media'))
  // The server finds names composed and decomposed.
  const paths = [relative, relative.normalize('NFC'), relative.normalize('NFD')].map((one) => path.join(root, one))
  const real = realpathSync(paths.find((one) => existsSync(one)) ?? '')
  if (real.startsWith(root + path.sep) && statSync(real).isFile()) return real
  throw new Error('not a file of the media folder')
}
