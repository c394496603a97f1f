import type { Document } from '../documents/document.ts'
import { PREFLIGHT } from '../documents/serve-document.ts'
import { opmlPath, WELL_KNOWN_FEEDS } from '../domain/feed-path.ts'
import { basePath } from '../domain/site.ts'
import { cacheControlFor } from '../http/header-fields.ts'
import { MEDIA_FIELDS } from '../server/media.ts'
import { type NginxParts, variablesOf } from './nginx-maps.ts'
import { formerLocations, moveLocation, movesOf } from './nginx-redirects.ts'
import { addHeaders, block, escapeRegExp, FILE_HEADER, quoted } from './nginx-syntax.ts'
import { INDEX } from './places.ts'

/** The locations for nginx's `server` block. */
export function nginxLocations(parts: NginxParts): string {
  const { published, kinds, root, media } = parts
  const { edition, context } = published
  const { site } = context
  const variables = variablesOf(site)
  const encodedMount = basePath(site)
  const mount = decodeURI(encodedMount)
  const onErrors = addHeaders(['Cache-Control', `$${variables.error}`, 'Allow', `$${variables.allow}`], true)
  const varying = addHeaders(['Vary', 'Accept-Encoding'], true)
  const methods = [
    block('if ($request_method = OPTIONS)', [...addHeaders(Object.entries(PREFLIGHT).flat()), 'return 204;']),
    block('if ($request_method !~ ^(?:GET|HEAD)$)', ['return 405;']),
  ]
  const redirected = [
    ...addHeaders(['Cache-Control', 'public, max-age=86400', 'Access-Control-Allow-Origin', '*']),
    ...varying,
    ...onErrors,
  ]

  const kindLocation = ([name, document]: readonly [string, Document]): string => {
    const isPage = name === ''
    const file = isPage ? `$1${INDEX}` : '$1'
    const fields = document.fields.filter((_, index, all) => all[index - (index % 2)] !== 'Link')
    return block(`location ~ ${quoted(isPage ? '/$' : `/${escapeRegExp(name)}$`)}`, [
      ...methods,
      ...(mount !== '' || isPage ? [`rewrite ${quoted(`^${escapeRegExp(mount)}(/.*)$`)} ${quoted(file)} break;`] : []),
      'types { }',
      `default_type ${quoted(document.mediaType)};`,
      ...addHeaders(['Content-Language', `$${variables.language}`, 'Cache-Control', `$${variables.age}`, ...fields]),
      ...varying,
      ...onErrors,
    ])
  }

  const former = formerLocations(parts, redirected)
  const home = block(`location = ${quoted(`${mount}/`)}`, [
    ...methods,
    ...former.flatMap(({ path, lines }) => (path === null ? lines : [])),
    ...addHeaders(['Vary', 'Accept-Language, Accept-Encoding'], true),
    ...addHeaders(['Cache-Control', cacheControlFor(site.interval, 'public')]),
    ...onErrors,
    `return 302 ${quoted(`${encodedMount}/$${variables.reader}/`)};`,
  ])

  return `${FILE_HEADER}${block(`location ${quoted(`${mount}/`)}`, [
    `root ${quoted(root)};`,
    'absolute_redirect off;',
    'if_modified_since before;',
    'etag on;',
    'expires off;',
    'charset off;',
    'gzip off;',
    'gzip_static on;',
    'gzip_proxied any;',
    'gzip_vary off;',
    home,
    ...(site.channel.icon === null
      ? []
      : [block(`location = ${quoted(`${mount}/favicon.ico`)}`, [`return 302 ${quoted(site.channel.icon.url)};`])]),
    block(`location = ${quoted(mount + WELL_KNOWN_FEEDS)}`, [
      ...redirected,
      `return 301 ${quoted(encodedMount + opmlPath(null))};`,
    ]),
    ...(edition.formerLanguages.length === 0
      ? []
      : [
          block(
            `location ~ ${quoted(`^${escapeRegExp(mount)}/(?:embed/)?(?:partners/[^/]+/)?(?:${edition.formerLanguages.map(escapeRegExp).join('|')})/`)}`,
            [...redirected, 'return 410;'],
          ),
        ]),
    ...movesOf(published).map((move) => moveLocation(site, move, redirected)),
    ...former.flatMap(({ path, lines }) =>
      path === null ? [] : block(`location ~ ${quoted(path)}`, [...redirected, ...lines]),
    ),
    ...[...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(kindLocation),
    ...(media === null ? [] : [mediaLocation(`${mount}/media/`, media, [...varying, ...onErrors])]),
    // A folder without its slash redirects; all else is 404.
    ...redirected,
    ...(mount === '' ? [] : [`rewrite ${quoted(`^${escapeRegExp(mount)}(/.*)$`)} "$1";`]),
    block(`if (-f $request_filename/${INDEX})`, [`return 301 "$${variables.asked}/";`]),
    'return 404;',
  ])}\n`
}

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
  'application/x-subrip': 'srt',
  'application/pdf': 'pdf',
}

/** The location of the media folder. `fields` are added to every response. */
function mediaLocation(location: string, folder: string, fields: readonly string[]): string {
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
