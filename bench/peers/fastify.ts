import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { fieldsObject, listening, readPrepared } from './prepared.ts'

// Fastify with prepared documents: a route with parameters; fields and body as prepared.
const prepared = new Map(
  [...readPrepared(process.argv[2] as string)].map(([key, { etag, full, notModified, body }]) => [
    key,
    { etag, body, full: fieldsObject(full), notModified: fieldsObject(notModified) },
  ]),
)

const app = fastify()
app.get<{ Params: { lang: string; tag: string; file: string } }>('/:lang/tags/:tag/:file', (request, reply) => {
  const { lang, tag, file } = request.params
  const exchange = prepared.get(`${request.headers['accept-encoding']} /${lang}/tags/${tag}/${file}`)
  if (!exchange) return reply.callNotFound()
  if (request.headers['if-none-match'] === exchange.etag) return reply.code(304).headers(exchange.notModified).send()
  return reply.headers(exchange.full).send(exchange.body)
})
await app.listen({ port: 0, host: '127.0.0.1' })
listening(app.server.address() as AddressInfo)
