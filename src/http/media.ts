import express, { Router } from 'express'
import { AppError } from '../domain/errors.ts'

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
