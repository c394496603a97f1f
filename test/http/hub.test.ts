import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { FEED_URL, hubNewsroom, subscriber } from '../support/subscriber.ts'

const TOPIC = `${FEED_URL}/en/rss.xml`
const LINK = `<${FEED_URL}/hub>; rel="hub", <${TOPIC}>; rel="self"`

const sha = (algorithm: string, secret: string, body: Buffer) =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`

describe('the hub cases of the WebSub test suite', () => {
  test('100: a typical request: no signature, the topic as it is served', async () => {
    const { ask, subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC)
    expect(reader.verifications.map(({ query }) => [...query.keys()])).toEqual([
      ['hub.mode', 'hub.topic', 'hub.challenge', 'hub.lease_seconds'],
    ])
    const { query } = reader.verifications[0] ?? {}
    expect([query?.get('hub.mode'), query?.get('hub.topic')]).toEqual(['subscribe', TOPIC])
    expect(query?.get('hub.lease_seconds')).toBe('864000')
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    const served = await ask('/en/rss.xml')
    const [delivery] = reader.deliveries
    expect(delivery?.body.toString()).toBe(served.text)
    expect(delivery?.headers).toMatchObject({
      'content-type': served.headers['content-type'],
      'content-length': String(served.body.length),
      link: LINK,
    })
    expect(delivery?.headers).not.toHaveProperty('x-hub-signature')
    expect(delivery?.headers).not.toHaveProperty('transfer-encoding')
  })

  test('101: with a secret: a signature of the body', async () => {
    const { subscribe, publish } = await hubNewsroom()
    const reader = await subscriber()
    await subscribe(reader, TOPIC, { 'hub.secret': 'a secret ключ' })
    await publish('Bridge')
    await expect.poll(() => reader.deliveries.length).toBe(1)
    const [delivery] = reader.deliveries
    expect(delivery?.headers['x-hub-signature']).toBe(sha('sha256', 'a secret ключ', delivery?.body as Buffer))
  })
})
