import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { serveLoopback } from './loopback.ts'

export type Posted = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** Receives webhooks on 127.0.0.1 until the end of the test. */
export async function webhookReceiver() {
  const posted: Posted[] = []
  const receiver = { status: 204 }
  const { origin } = await serveLoopback(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    posted.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(receiver.status).end()
  })
  return { origin, posted, receiver, of: (path: string) => posted.filter((post) => post.path === path) }
}

/** A mail server on 127.0.0.1 that wants a password, until the end of the test. */
export async function mailServer(password: string) {
  const mails: { readonly from: string; readonly to: readonly string[]; readonly text: string }[] = []
  const server = new SMTPServer({
    ...{ hideSTARTTLS: true, allowInsecureAuth: true, authMethods: ['PLAIN'] },
    onAuth: ({ password: given }, _session, callback) =>
      given === password ? callback(null, { user: 'feeds' }) : callback(new Error('wrong password')),
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        const to = envelope.rcptTo.map(({ address }) => address)
        mails.push({ from, to, text: Buffer.concat(chunks).toString() })
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { mails, url: `smtp://feeds:${password}@127.0.0.1:${port}` }
}
