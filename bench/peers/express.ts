import type { AddressInfo } from 'node:net'
import compression from 'compression'
import express from 'express'
import { decodedBody, fieldsObject, listening, readPrepared } from './prepared.ts'

// The usual way: `compression`, Express's own weak entity tags, and the documents as texts in memory. Express encodes
// and hashes at every request.
const EXPRESS_FIELDS = new Set(['etag', 'content-length', 'content-encoding'])
const texts = new Map<string, { readonly text: string; readonly fields: Record<string, string> }>()
for (const [key, exchange] of readPrepared(process.argv[2] as string)) {
  const path = key.slice(key.indexOf(' ') + 1)
  const fields = Object.entries(fieldsObject(exchange.full)).filter(([name]) => !EXPRESS_FIELDS.has(name))
  if (!texts.has(path)) texts.set(path, { text: decodedBody(exchange).toString(), fields: Object.fromEntries(fields) })
}

const app = express()
app.use(compression())
for (const file of ['rss.xml', 'atom.xml', 'feed.json']) {
  app.get(`/:lang/tags/:tag/${file}`, (request, response, next) => {
    const { lang, tag } = request.params
    const document = texts.get(`/${lang}/tags/${tag}/${file}`)
    if (!document) return next()
    response.set(document.fields).send(document.text)
  })
}
const server = app.listen(0, '127.0.0.1', () => listening(server.address() as AddressInfo))
