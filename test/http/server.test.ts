import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { AppError } from '../../src/domain/errors.ts'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { freePort } from '../support/free-port.ts'
import { article, configOf, NOW, newsroom } from '../support/newsroom.ts'
import { watched } from '../support/press.ts'
import { dial } from '../support/raw.ts'
import { latch } from '../support/store-rows.ts'

const FILES = { 'articles/a.json': article() }

type Answer = { readonly status: number | undefined; readonly text: string }

function get(port: number, where: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path: where, agent: agent ?? false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
      response.on('error', reject)
    })
    asking.on('error', reject)
    asking.end()
  })
}

/** A store that, once armed, waits at one of its methods until it is let go, and tells when somebody has come there. */
function waiting(at: string) {
  const reached = latch()
  const gate = latch()
  let armed = false
  const store = watched(openSqliteStore(':memory:'), async (method) => {
    if (method !== at || !armed) return
    reached.open()
    await gate.opened
  })
  const arm = (): void => {
    armed = true
  }
  return { store, arm, reached: reached.opened, letGo: gate.open }
}

/** A port that something else listens on. */
async function takenPort(): Promise<number> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  return (other.address() as AddressInfo).port
}

test('start makes the first edition, listens, and says where', async () => {
  const { app } = await newsroom({ files: FILES })
  const { port } = await app.start()
  expect(port).toBeGreaterThan(0)
  expect((await get(port, '/uk/rss.xml')).text).toContain('<title><![CDATA[Міст]]></title>')
  await app.close()
  await expect(get(port, '/uk/rss.xml')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('while the first edition is being made the server is alive, and not ready', async () => {
  const { store, arm, reached, letGo } = waiting('putHead')
  arm()
  const probe = await freePort()
  const { app } = await newsroom({ files: FILES, overrides: { store }, environment: { PORT: String(probe) } })
  const starting = app.start()
  await reached
  expect((await get(probe, '/healthz')).status).toBe(200)
  expect((await get(probe, '/readyz')).status).toBe(503)
  expect((await get(probe, '/uk/rss.xml')).status).toBe(503)
  letGo()
  await starting
  expect((await get(probe, '/readyz')).status).toBe(200)
})

describe('a start that fails', () => {
  test('because the port is in use says so in one sentence that names it, and lets go of everything', async () => {
    const port = await takenPort()
    const { app } = await newsroom({ files: FILES, environment: { PORT: String(port) } })
    const error = await app.start().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('port_unusable')
    expect((error as AppError).message).toContain(`Port ${port} on 127.0.0.1 is in use`)
    await app.close()
  })

  test.each(['192.0.2.1', 'no-such-host.invalid'])(
    'because HOST is none of this machine’s says so: %s',
    async (host) => {
      const { app } = await newsroom({ files: FILES, environment: { HOST: host } })
      await expect(app.start()).rejects.toThrow(`HOST ${host} is not an address of this machine`)
      await app.close()
    },
  )

  test('because the folder of articles is not there says so, and listens no more', async () => {
    const { app, folder } = await newsroom({ files: FILES })
    rmSync(path.join(folder, 'articles'), { recursive: true })
    await expect(app.start()).rejects.toMatchObject({
      code: 'source_missing',
      message: expect.stringContaining('articles'),
    })
    await app.close()
  })
})

test('a start over a store that has an edition serves it, although the articles are away', async () => {
  const { app, folder } = await newsroom({ files: FILES })
  await app.close()
  const environment = { POLYFEED_STORE: `sqlite:${path.join(folder, 'polyfeed.db')}` }
  const first = await createApp(configOf(folder, environment), { now: () => NOW })
  onTestFinished(() => first.close())
  const before = await get((await first.start()).port, '/uk/rss.xml')
  await first.close()
  rmSync(path.join(folder, 'articles'), { recursive: true })
  const second = await createApp(configOf(folder, environment), { now: () => NOW + 60_000 })
  onTestFinished(() => second.close())
  const { port } = await second.start()
  expect(await get(port, '/uk/rss.xml')).toEqual(before)
  expect(JSON.parse((await get(port, '/readyz')).text)).toMatchObject({
    status: 'ready',
    missing: [{ source: 'articles', reason: 'gone' }],
    lastRefresh: { ok: true },
  })
})

describe('close', () => {
  // The time limits are shorter than Node keeps idle connections (5 s) and than we drain (10 s).
  test('does not wait for connections that are idle', { timeout: 4000 }, async () => {
    const { app } = await newsroom({ files: FILES })
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const { port } = await app.start()
    await Promise.all(Array.from({ length: 5 }, () => get(port, '/uk/rss.xml', agent)))
    await app.close()
  })

  test('lets an answer under way finish, and takes no new request meanwhile', async () => {
    const { store, arm, reached, letGo } = waiting('snapshot')
    const { app } = await newsroom({ files: FILES, overrides: { store } })
    const { port } = await app.start()
    arm()
    const answer = get(port, '/uk/rss.xml')
    await reached
    const closing = app.close()
    await expect(get(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    letGo()
    expect(await answer).toMatchObject({ status: 200, text: expect.stringContaining('</rss>') })
    await closing
  })

  test('ends a kept connection with its last answer: a proxy that goes on asking would keep us up', {
    timeout: 4000,
  }, async () => {
    const { store, arm, reached, letGo } = waiting('snapshot')
    const { app } = await newsroom({ files: FILES, overrides: { store } })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const { port } = await app.start()
    arm()
    const answer = get(port, '/uk/rss.xml', agent)
    await reached
    const closing = app.close()
    await expect(get(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    letGo()
    expect((await answer).status).toBe(200)
    await expect(get(port, '/healthz', agent)).rejects.toMatchObject({ code: expect.stringMatching(/^ECONN/) })
    await closing
  })

  test('waits for a refresh under way, and leaves the store whole', async () => {
    const { store, arm, reached, letGo } = waiting('putHead')
    const { app, write } = await newsroom({ files: FILES, overrides: { store } })
    await app.start()
    write('articles/b.json', article())
    arm()
    const refreshing = app.newsroom.refresh()
    await reached
    const closing = app.close()
    letGo()
    expect(await refreshing).toMatchObject({ revision: 2 })
    await closing
  })

  test('listens no more at once, although a refresh has still to be broken off', async () => {
    const { store, arm, reached, letGo } = waiting('putHead')
    const { app, write } = await newsroom({ files: FILES, overrides: { store } })
    const { port } = await app.start()
    write('articles/b.json', article())
    arm()
    const refreshing = app.newsroom.refresh()
    await reached
    const closing = app.close()
    await expect(get(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    letGo()
    await refreshing
    await closing
  })

  test('answers what comes on a connection that was let in just before', async () => {
    const { app } = await newsroom({ files: FILES })
    const { port, server } = await app.start()
    const accepted = once(server, 'connection')
    const { socket, over } = await dial(port)
    await accepted
    const closing = app.close()
    socket.write('GET /uk/rss.xml HTTP/1.1\r\nHost: x\r\n\r\n')
    const answer = await over
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n.*<\/rss>\s*$/s)
    await closing
  })

  test('may be called before a start, and twice', async () => {
    const { app } = await newsroom({ files: FILES })
    await app.close()
    await app.close()
  })
})
