import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listening, readPrepared } from './prepared.ts'

// The minimum with `node:http`: one Map lookup by URL and Accept-Encoding, and one comparison.
const prepared = readPrepared(process.argv[2] as string)

const server = createServer((request, response) => {
  const exchange = prepared.get(`${request.headers['accept-encoding']} ${request.url}`)
  if (!exchange) {
    response.writeHead(404)
    response.end()
  } else if (request.headers['if-none-match'] === exchange.etag) {
    response.writeHead(304, exchange.notModified as string[])
    response.end()
  } else {
    response.writeHead(200, exchange.full as string[])
    response.end(exchange.body)
  }
})
server.listen(0, '127.0.0.1', () => listening(server.address() as AddressInfo))
