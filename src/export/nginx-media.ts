import { MEDIA_FIELDS } from '../server/media.ts'
import { addHeaders, block, quoted } from './nginx-syntax.ts'

/** What newsrooms have: nginx's own list lacks some of it, and is not the same everywhere. Extensions by media type. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg jpeg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/ogg': 'oga ogg opus',
  'audio/wav': 'wav',
  'audio/x-flac': 'flac',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/ogg': 'ogv',
  'video/quicktime': 'mov',
  'text/vtt; charset=utf-8': 'vtt',
  'application/pdf': 'pdf',
}

/** The newsroom's folder of media, where it lies; `fields` are those of every answer. */
export function mediaLocation(place: string, folder: string, fields: readonly string[]): string {
  const types = Object.entries(MEDIA_TYPES).map(([type, extensions]) => `${quoted(type)} ${extensions};`)
  const { Vary: _ours, ...own } = MEDIA_FIELDS
  return block(`location ^~ ${quoted(place)}`, [
    `alias ${quoted(`${folder}/`)};`,
    block('types', types),
    'default_type application/octet-stream;',
    // As the server: a link may not lead out of the folder.
    `disable_symlinks on from=${quoted(`${folder}/`)};`,
    block(`location ~ ${quoted('/\\.|/$')}`, ['return 404;']),
    ...addHeaders(['Cache-Control', 'public, max-age=86400', 'X-Content-Type-Options', 'nosniff']),
    ...addHeaders(Object.entries(own).flat()),
    ...fields,
  ])
}
