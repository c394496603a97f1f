import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// The subscribers, in a process of their own. A callback's path says how it answers: /living/1, /slow/2, /dead/3.

const SLOW_MS = 5000

/** The first delivery to each living callback since the last reset, in milliseconds since 1970. */
const arrivals = new Map<string, number>()
let requests = 0

const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request
  request.resume()
  if (url === '/arrivals') {
    response.end(JSON.stringify({ requests, arrivals: [...arrivals.values()].sort((a, b) => a - b) }))
  } else if (url === '/reset') {
    arrivals.clear()
    requests = 0
    response.end()
  } else if (method === 'GET') response.end(new URL(url, 'http://callback').searchParams.get('hub.challenge'))
  else {
    requests++
    const isDead = url.startsWith('/dead/')
    const callback = headers.host + url
    if (!isDead && !arrivals.has(callback)) arrivals.set(callback, Date.now())
    const answer = (): void => void response.writeHead(isDead ? 500 : 204).end()
    request.on('end', () => (url.startsWith('/slow/') ? setTimeout(answer, SLOW_MS) : answer()))
  }
})
// Callbacks have many addresses of 127.0.0.0/8.
server.listen(0, '0.0.0.0', 10_000, () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
