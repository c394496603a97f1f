import mime from 'mime'
import type { Media } from '../domain/article.ts'
import { shortened } from '../domain/path.ts'
import type { WrittenMedia } from './article-schema.ts'
import { type FileContext, type IntakeContext, requireWebUrl } from './context.ts'
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
  const own = ownNameOf(context, url)
  const ownBytes = own === undefined ? undefined : context.mediaBytes?.(own)
  if (own !== undefined && context.mediaBytes && ownBytes === undefined) {
    const message = 'The folder "media" has no such file, so readers see a broken picture or link.'
    context.findings.add(new Problem('media_missing', [...path, 'url'], message))
  }
  const type = typeOf(context, written.type, url, path)
  const isSized = written.width !== undefined && written.height !== undefined
  const size = own !== undefined && !isSized && type?.startsWith('image/') ? context.pictureSize?.(own) : undefined
  const { license, thumbnail, alternatives = [] } = written
  const small = thumbnail && context.findings.optional(() => requireWebUrl(context, thumbnail, [...path, 'thumbnail']))
  const alternativeMedia = alternatives.flatMap((other, index) => {
    const place = [...path, 'alternatives', index]
    return (other && context.findings.optional(() => attachmentOf(context, other, place))) ?? []
  })
  const text = (value: string | undefined): string | null => (value ? plainText(value) || null : null)
  return {
    url,
    type: ownBytes === undefined ? type : servedType(url, type),
    length: ownBytes ?? written.length ?? 0,
    width: size?.width ?? written.width ?? null,
    height: size?.height ?? written.height ?? null,
    duration: written.duration ?? null,
    title: text(written.title),
    credit: text(written.credit),
    alt: text(written.alt),
    ...(license && { license: plainText(license) }),
    ...(small && { thumbnail: small }),
    ...(alternativeMedia.length > 0 && { alternatives: alternativeMedia }),
  }
}

/** The name of a file that this server serves, below the newsroom's folder `media`. */
function ownNameOf({ site, servesMedia }: IntakeContext, url: string): string | undefined {
  const base = `${site.feedUrl}/media/`
  if (!servesMedia || !url.startsWith(base)) return undefined
  try {
    return decodeURIComponent(new URL(url).pathname.slice(new URL(base).pathname.length))
  } catch {
    return undefined
  }
}

/** The server tells the type by the extension. `audio/mp4` and `video/mp4` share one, so the article decides. */
function servedType(url: string, written: string | null): string | null {
  const served = typeByExtension(url)
  return served === null || written?.split('/')[1] === served.split('/')[1] ? written : served
}

export function typeByExtension(url: string): string | null {
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
