import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exchangeOf } from './exchange.ts'

// The least that `node:http` can do: asks the URL given once, then gives the same answers, fields and bytes, itself.
const [url = '', acceptEncoding = ''] = process.argv.slice(2)
const { etag, full, notModified, body } = await exchangeOf(url, acceptEncoding)

const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, notModified as string[])
    response.end()
  } else {
    response.writeHead(200, full as string[])
    response.end(body)
  }
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('SIGTERM', () => process.exit(0))
