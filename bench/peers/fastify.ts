import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { fieldsBy, listening, readPrepared } from './prepared.ts'

// As Fastify's users would do it who have everything ready: a route with parameters, fields and body as they are.
const prepared = new Map(
  [...readPrepared(process.argv[2] as string)].map(([key, { etag, full, notModified, body }]) => [
    key,
    { etag, body, full: fieldsBy(full), notModified: fieldsBy(notModified) },
  ]),
)

const app = fastify()
app.get<{ Params: { lang: string; tag: string; file: string } }>('/:lang/tags/:tag/:file', (request, reply) => {
  const { lang, tag, file } = request.params
  const found = prepared.get(`${request.headers['accept-encoding']} /${lang}/tags/${tag}/${file}`)
  if (!found) return reply.callNotFound()
  if (request.headers['if-none-match'] === found.etag) return reply.code(304).headers(found.notModified).send()
  return reply.headers(found.full).send(found.body)
})
await app.listen({ port: 0, host: '127.0.0.1' })
listening(app.server.address() as AddressInfo)
