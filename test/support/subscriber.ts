import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { publishNewsroom, type TestNewsroom, type TestOptions } from './newsroom.ts'
import { until } from './until.ts'
import { type Answer, type Ask, wire } from './wire.ts'

/** A request that a callback got. */
export type Received = {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export type Subscriber = {
  readonly callback: string
  readonly verifications: readonly Received[]
  readonly deliveries: readonly Received[]
  /** Replaces how deliveries are answered; by default with 204. */
  answer: (delivery: Received, response: ServerResponse) => void
  /** Replaces how verifications are answered; by default with the challenge. */
  confirm: (verification: Received, response: ServerResponse) => void
}

/** A subscriber on 127.0.0.1, as simple as WebSub permits. It ends with the test. */
export async function subscriber(path = '/callback'): Promise<Subscriber> {
  const verifications: Received[] = []
  const deliveries: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const query = new URL(url, 'http://callback').searchParams
    const received = { method, path: url, query, headers, body: Buffer.concat(chunks) }
    if (method === 'GET') {
      verifications.push(received)
      made.confirm(received, response)
    } else {
      deliveries.push(received)
      made.answer(received, response)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const made: Subscriber = {
    callback: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    ...{ verifications, deliveries },
    answer: (_delivery, response) => response.writeHead(204).end(),
    confirm: ({ query }, response) => response.end(query.get('hub.challenge')),
  }
  return made
}

export const FEED_URL = 'https://feeds.example'

export type HubNewsroom = TestNewsroom & {
  readonly ask: Ask
  /** Sends a form to the hub. */
  post(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Requests a subscription and waits until it is confirmed. */
  subscribe(to: Subscriber, topic: string, more?: Readonly<Record<string, string>>): Promise<void>
  /** Writes an article in Ukrainian and English, and refreshes. */
  publish(title: string, over?: Record<string, unknown>): Promise<void>
  /** The store's subscriptions, without those whose lease has ended. */
  subscriptions(): ReturnType<TestNewsroom['app']['store']['subscriptions']>
}

/** A newsroom that is a hub, whose process serves, refreshes and delivers. Callbacks may be on this machine. */
export async function hubNewsroom({ site, ...options }: TestOptions = {}): Promise<HubNewsroom> {
  const made = await publishNewsroom({
    ...options,
    site: { hub: { allowCallbacks: ['127.0.0.0/8'] }, ...site },
    files: { 'articles/first.json': news('Міст', '2026-03-01T09:00:00Z'), ...options.files },
  })
  await made.app.work()
  const ask = await wire(made.app.handler)
  const post: HubNewsroom['post'] = (fields, headers = {}) =>
    ask(
      '/hub',
      { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      'POST',
      new URLSearchParams(fields).toString(),
    )
  const subscriptions = () => made.app.store.subscriptions(1000)
  let articles = 0
  return {
    ...{ ...made, ask, post, subscriptions },
    subscribe: async (to, topic, more = {}) => {
      const { counts } = made.app.pushing
      const confirmed = counts.verified
      const answer = await post({ 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.callback': to.callback, ...more })
      if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`)
      await until(async () => counts.verified > confirmed && (await made.app.store.countRows('verification', 1)) === 0)
    },
    publish: async (title, over = {}) => {
      articles++
      made.clock.now += 60_000
      made.write(`articles/${articles}.json`, news(title, new Date(made.clock.now).toISOString(), over))
      await made.app.newsroom.refresh()
    },
  }
}

function news(title: string, published: string, over: Record<string, unknown> = {}) {
  const variant = (language: string) => ({
    ...{ title: `${title} ${language}`, summary: `${title}.`, content: `<p>${title}</p>` },
    url: `/${language}/${encodeURIComponent(title)}/`,
  })
  return { published, section: 'city', tags: ['river'], variants: { uk: variant('uk'), en: variant('en') }, ...over }
}
