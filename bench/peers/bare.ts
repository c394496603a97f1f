import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listening, readPrepared } from './prepared.ts'

// The least that `node:http` can do: one look into a Map, by URL and Accept-Encoding, and one comparison.
const prepared = readPrepared(process.argv[2] as string)

const server = createServer((request, response) => {
  const found = prepared.get(`${request.headers['accept-encoding']} ${request.url}`)
  if (!found) {
    response.writeHead(404)
    response.end()
  } else if (request.headers['if-none-match'] === found.etag) {
    response.writeHead(304, found.notModified as string[])
    response.end()
  } else {
    response.writeHead(200, found.full as string[])
    response.end(found.body)
  }
})
server.listen(0, '127.0.0.1', () => listening(server.address() as AddressInfo))
