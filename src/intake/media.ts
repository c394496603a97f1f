import mime from 'mime'
import type { Media } from '../domain/article.ts'
import { shortened } from '../domain/path.ts'
import type { WrittenMedia } from './article-schema.ts'
import { type FileContext, requireWebUrl } from './context.ts'
import { type Path, Problem } from './problem.ts'
import { plainText } from './text.ts'

/** Media types that IANA registers under another name. */
const REGISTERED_TYPES: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
}

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/

/** @throws Problem if the address is invalid or the media type is unknown */
export function attachmentOf(context: FileContext, written: WrittenMedia, path: Path): Media {
  const media = mediaOf(context, written, path)
  if (media.type !== null) return media
  const message = 'The media type is not clear from the address. Add it (like audio/mpeg).'
  throw new Problem('value_missing', [...path, 'type'], message)
}

/** @throws Problem if the address is invalid */
export function mediaOf(context: FileContext, written: WrittenMedia, path: Path): Media {
  const url = requireWebUrl(context, written.url, [...path, 'url'])
  const ownBytes = ownBytesOf(context, url, path)
  const type = typeOf(context, written.type, url, path)
  const text = (value: string | undefined): string | null => (value ? plainText(value) || null : null)
  return {
    url,
    type: ownBytes === undefined ? type : servedType(url, type),
    length: ownBytes ?? written.length ?? 0,
    width: written.width ?? null,
    height: written.height ?? null,
    duration: written.duration ?? null,
    title: text(written.title),
    credit: text(written.credit),
    alt: text(written.alt),
  }
}

/** The size of a file that this server serves; a missing one is a warning. */
function ownBytesOf({ site, servesMedia, mediaBytes, findings }: FileContext, url: string, path: Path) {
  const base = `${site.feedUrl}/media/`
  if (!servesMedia || !mediaBytes || !url.startsWith(base)) return undefined
  const name = new URL(url).pathname.slice(new URL(base).pathname.length)
  try {
    const size = mediaBytes(decodeURIComponent(name))
    if (size === undefined) {
      const message = 'The folder "media" has no such file, so readers see a broken picture or link.'
      findings.add(new Problem('media_missing', [...path, 'url'], message))
    }
    return size
  } catch {
    return undefined
  }
}

/** The server tells the type by the extension. `audio/mp4` and `video/mp4` share one, so the article decides. */
function servedType(url: string, written: string | null): string | null {
  const served = typeByExtension(url)
  return served === null || written?.split('/')[1] === served.split('/')[1] ? written : served
}

function typeByExtension(url: string): string | null {
  const type = mime.getType(new URL(url).pathname)
  return type && (REGISTERED_TYPES[type] ?? type)
}

function typeOf({ findings }: FileContext, writtenType: string | undefined, url: string, path: Path): string | null {
  const type = writtenType?.trim().toLowerCase()
  if (!type) return typeByExtension(url)
  if (MEDIA_TYPE.test(type)) return REGISTERED_TYPES[type] ?? type
  const message = `"${shortened(type)}" is not a media type. Write it like image/jpeg.`
  findings.add(new Problem('value_ignored', [...path, 'type'], message))
  return typeByExtension(url)
}
