import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import { AppError } from '../domain/errors.ts'
import { pathOfUrl } from '../http/request-path.ts'

/** What media are given beside what every answer has. */
export const MEDIA_FIELDS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  Vary: 'Accept-Encoding',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
} as const

/** The newsroom's own pictures and recordings, readable by any page; an SVG among them runs no script. */
export function mediaRoutes(folder: string): Router {
  const router = Router()
  router.use(insideOnly(folder))
  router.use(
    express.static(folder, {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      maxAge: '1d',
      setHeaders: (response) => {
        response.removeHeader('X-Frame-Options')
        for (const [name, value] of Object.entries(MEDIA_FIELDS)) response.setHeader(name, value)
      },
    }),
  )
  router.use((request) => {
    const reading = request.method === 'GET' || request.method === 'HEAD'
    throw new AppError(reading ? 'not_found' : 'method_not_allowed', 'no such file', { methods: 'GET, HEAD' })
  })
  return router
}

/**
 * A link may lead to another place in the folder, and not out of it: a newsroom's tokens may lie beside its media. Pipes and
 * devices are never opened. express.static refuses the rest.
 */
function insideOnly(folder: string): RequestHandler {
  return async ({ url }, _response, next) => {
    if (await leadsAstray(folder, url)) throw new AppError('not_found', 'no such file')
    next()
  }
}

async function leadsAstray(folder: string, url: string): Promise<boolean> {
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
