import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Outbound } from '../../src/outbound/client.ts'

/** What a system answered. `request` is the path with its query, decoded. */
export type RecordedAnswer = {
  readonly request: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Replay = {
  /** Asks the replaying server in place of any host. */
  readonly outbound: Outbound
  /** The requests so far, decoded, and their header fields. */
  readonly requests: readonly { readonly request: string; readonly headers: Readonly<Record<string, unknown>> }[]
  close(): Promise<void>
}

/** Serves recorded answers on a loopback port. A request that was not recorded has status 404. */
export async function replay(answers: readonly RecordedAnswer[]): Promise<Replay> {
  const requests: { request: string; headers: Readonly<Record<string, unknown>> }[] = []
  const server = createServer(({ url = '', headers }, response) => {
    const request = decodeURIComponent(url.replaceAll('+', ' '))
    requests.push({ request, headers })
    const answer = answers.find((candidate) => candidate.request === request)
    const { status = 200, headers: fields = {}, body } = answer ?? { status: 404, body: `not recorded: ${request}` }
    response.writeHead(status, fields).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const outbound: Outbound = {
    request: async (address, { headers = {}, signal = null } = {}) => {
      const { pathname, search } = new URL(address)
      const response = await fetch(origin + pathname + search, { headers, signal, redirect: 'manual' })
      const body = new Uint8Array(await response.arrayBuffer())
      return { status: response.status, headers: Object.fromEntries(response.headers), url: address, body }
    },
    close: async () => undefined,
  }
  return { outbound, requests, close }
}
