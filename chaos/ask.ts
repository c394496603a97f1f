import { type IncomingHttpHeaders, request } from 'node:http'

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

type Question = {
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
  readonly timeoutMs?: number
}

/** Sends one request on a new connection. @throws if the answer is not complete in time */
export function sendRequest(port: number, path: string, question: Question = {}): Promise<Answer> {
  const { headers = {}, method = 'GET', timeoutMs = 15_000 } = question
  return new Promise((resolve, reject) => {
    const clientRequest = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject)
      response.once('end', () => {
        clearTimeout(timer)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      })
    })
    const timer = setTimeout(() => clientRequest.destroy(new Error(`${path}: no answer in ${timeoutMs} ms`)), timeoutMs)
    clientRequest.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    clientRequest.end()
  })
}
