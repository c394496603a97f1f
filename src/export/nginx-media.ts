import { MEDIA_FIELDS } from '../server/media.ts'
import { addHeaders, block, quoted } from './nginx-syntax.ts'

/** Extensions by media type. nginx's own list lacks some of them and differs between distributions. */
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

/** The location of the media folder. `fields` are added to every response. */
export function mediaLocation(location: string, folder: string, fields: readonly string[]): string {
  const types = Object.entries(MEDIA_TYPES).map(([type, extensions]) => `${quoted(type)} ${extensions};`)
  const { Vary: _inFields, ...mediaFields } = MEDIA_FIELDS
  return block(`location ^~ ${quoted(location)}`, [
    `alias ${quoted(`${folder}/`)};`,
    block('types', types),
    'default_type application/octet-stream;',
    // As in the server, a link must not lead out of the folder.
    `disable_symlinks on from=${quoted(`${folder}/`)};`,
    block(`location ~ ${quoted('/\\.|/$')}`, ['return 404;']),
    ...addHeaders(['Cache-Control', 'public, max-age=86400', 'X-Content-Type-Options', 'nosniff']),
    ...addHeaders(Object.entries(mediaFields).flat()),
    ...fields,
  ])
}
