import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import { AppError } from '../domain/errors.ts'
import { spellingsOf } from '../domain/text.ts'
import { decodedUri } from '../domain/url.ts'
import { pathOfUrl } from '../http/request-path.ts'

/** Header fields of media, in addition to those of every answer. */
export const MEDIA_FIELDS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  Vary: 'Accept-Encoding',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
} as const

/** Serves the newsroom's pictures and recordings to any page. Scripts in SVG do not run. */
export function mediaRoutes(folder: string): Router {
  const router = Router()
  router.use(spelledOnDisk(folder))
  router.use(async ({ url, headers }, _response, next) => {
    if (await isOutside(folder, url)) throw new AppError('not_found', 'not a file in the media folder')
    // RFC 9110 §14.1.2: a suffix that is longer than the file means all of it. Express answers 416.
    const suffix = /^bytes=-(\d+)$/.exec(headers.range ?? '')?.[1]
    const size =
      suffix && (await stat(path.join(folder, decodedUri(pathOfUrl(url)) ?? '')).catch(() => undefined))?.size
    if (size && Number(suffix) > size) headers.range = 'bytes=0-'
    next()
  })
  router.use(
    express.static(folder, {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      maxAge: '1d',
      setHeaders: (response, file, { size, mtimeMs }) => {
        response.removeHeader('X-Frame-Options')
        for (const [name, value] of Object.entries(MEDIA_FIELDS)) response.setHeader(name, value)
        // RFC 9110 §13.1.5: If-Range needs a strong tag, which Express does not make. Players resume downloads by it.
        response.setHeader('ETag', `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`)
        // The podcast namespace: chapters have a media type without an extension of its own.
        if (file.endsWith('chapters.json')) response.setHeader('Content-Type', 'application/json+chapters')
      },
    }),
  )
  router.use((request) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    throw new AppError(isRead ? 'not_found' : 'method_not_allowed', 'no such media file', { methods: 'GET, HEAD' })
  })
  return router
}

/** Articles may spell a file's name composed and the disk decomposed, or the reverse. */
function spelledOnDisk(folder: string): RequestHandler {
  return async (request, _response, next) => {
    const name = decodedUri(pathOfUrl(request.url))
    if (name !== undefined && /[^\0-\x7F]/.test(name)) {
      for (const spelling of spellingsOf(name)) {
        if (!(await stat(path.join(folder, spelling)).catch(() => undefined))) continue
        if (spelling !== name) request.url = encodeURI(spelling).replace(/[?#]/g, encodeURIComponent)
        break
      }
    }
    next()
  }
}

/**
 * Symbolic links must stay in the folder: a newsroom's tokens may be stored beside its media. Pipes and devices are
 * never opened. express.static checks everything else.
 */
async function isOutside(folder: string, url: string): Promise<boolean> {
  try {
    const root = await realpath(folder)
    const real = await realpath(path.join(root, decodeURIComponent(pathOfUrl(url))))
    if (real === root) return false
    const stats = await stat(real)
    return !real.startsWith(root + path.sep) || !(stats.isFile() || stats.isDirectory())
  } catch {
    return false
  }
}
