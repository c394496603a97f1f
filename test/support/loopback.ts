import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { createOutbound, type OutboundSettings } from '../../src/outbound/client.ts'

/** An HTTP server on 127.0.0.1 that ends with the test, and the requests that it gets. */
export async function serveLoopback(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = []
  const server: Server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { server, requests, port, origin: `http://127.0.0.1:${port}` }
}

/**
 * An HTTPS server on 127.0.0.1 that ends with the test. Its certificate, which it issued itself, ends `days` from today.
 */
export async function serveSecurely(
  days: number,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-tls-'))
  const files = ['-keyout', path.join(folder, 'key'), '-out', path.join(folder, 'certificate')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', ...kind, ...files, ...subject, '-days', String(days)], { stdio: 'pipe' })
  const [key, cert] = ['key', 'certificate'].map((name) => readFileSync(path.join(folder, name), 'utf8')) as [
    string,
    string,
  ]
  rmSync(folder, { recursive: true })
  const server = createSecureServer({ key, cert }, answer)
  let connections = 0
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, cert, server, connections: () => connections }
}

/** A client that may ask 127.0.0.1, unless the settings say otherwise. */
export function outboundWith(settings: Partial<OutboundSettings> = {}) {
  const outbound = createOutbound({ allow: ['127.0.0.1'], feedUrl: 'https://feeds.news.example', ...settings })
  onTestFinished(outbound.close)
  return outbound
}

/** Answers lookups with lists of addresses, one after the other, and counts them. The last list repeats. */
export function lookupOf(...answers: string[][]) {
  const lookup = ((host, _options, callback) => {
    names.push(host)
    const addresses = answers[Math.min(names.length, answers.length) - 1] ?? []
    process.nextTick(() =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    )
  }) as LookupFunction
  const names: string[] = []
  return { lookup, names }
}
