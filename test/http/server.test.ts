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
import { article, configOf, intake, NOW, newsroom } from '../support/newsroom.ts'
import { observeCalls } from '../support/press.ts'
import { dial } from '../support/raw.ts'
import { latch } from '../support/store-rows.ts'

const FILES = { 'articles/a.json': article() }

type Answer = { readonly status: number | undefined; readonly text: string }

function get(port: number, where: string, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path: where, agent: agent ?? false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

/** A store that, once armed, blocks in one of its methods until it is released. `reached` resolves when it blocks. */
function createBlockingStore(blockingMethod: string) {
  const reached = latch()
  const gate = latch()
  let armed = false
  const store = observeCalls(openSqliteStore(':memory:'), async (method) => {
    if (method !== blockingMethod || !armed) return
    reached.open()
    await gate.opened
  })
  const arm = (): void => {
    armed = true
  }
  return { store, arm, reached: reached.opened, release: gate.open }
}

/** A port that another server listens on. */
async function createUsedPort(): Promise<number> {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  return (other.address() as AddressInfo).port
}

test('start composes the first edition and listens', async () => {
  const { app } = await newsroom({ files: FILES })
  const { port } = await app.start()
  expect(port).toBeGreaterThan(0)
  expect((await get(port, '/uk/rss.xml')).text).toContain('<title><![CDATA[Міст]]></title>')
  await app.close()
  await expect(get(port, '/uk/rss.xml')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('during the first refresh the server is alive but not ready', async () => {
  const { store, arm, reached, release } = createBlockingStore('putHead')
  arm()
  const probe = await freePort()
  const { app } = await newsroom({ files: FILES, overrides: { store }, environment: { PORT: String(probe) } })
  const starting = app.start()
  await reached
  expect((await get(probe, '/healthz')).status).toBe(200)
  expect((await get(probe, '/readyz')).status).toBe(503)
  expect((await get(probe, '/uk/rss.xml')).status).toBe(503)
  release()
  await starting
  expect((await get(probe, '/readyz')).status).toBe(200)
})

describe('a start that fails', () => {
  test('because the port is in use names it in one sentence and releases everything', async () => {
    const port = await createUsedPort()
    const { app } = await newsroom({ files: FILES, environment: { PORT: String(port) } })
    const error = await app.start().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('port_unusable')
    expect((error as AppError).message).toContain(`Port ${port} on 127.0.0.1 is in use`)
    await app.close()
  })

  test.each(['192.0.2.1', 'no-such-host.invalid'])(
    'because HOST is not an address of this machine names it: %s',
    async (host) => {
      const { app } = await newsroom({ files: FILES, environment: { HOST: host } })
      await expect(app.start()).rejects.toThrow(`HOST ${host} is not an address of this machine`)
      await app.close()
    },
  )

  test('because the folder of articles is missing names it and stops listening', async () => {
    const { app, folder } = await newsroom({ files: FILES })
    rmSync(path.join(folder, 'articles'), { recursive: true })
    await expect(app.start()).rejects.toMatchObject({
      code: 'source_missing',
      message: expect.stringContaining('articles'),
    })
    await app.close()
  })
})

test('a start with an edition in the store serves it although the articles are missing', async () => {
  const { app, folder } = await newsroom({ files: FILES })
  await app.close()
  const environment = { POLYFEED_STORE: `sqlite:${path.join(folder, 'polyfeed.db')}` }
  const first = await createApp(configOf(folder, environment), { intake, now: () => NOW })
  onTestFinished(() => first.close())
  const before = await get((await first.start()).port, '/uk/rss.xml')
  await first.close()
  rmSync(path.join(folder, 'articles'), { recursive: true })
  const second = await createApp(configOf(folder, environment), { intake, now: () => NOW + 60_000 })
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
  // The time limits are shorter than Node's idle timeout (5 s) and our drain time (10 s).
  test('does not wait for idle connections', { timeout: 4000 }, async () => {
    const { app } = await newsroom({ files: FILES })
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const { port } = await app.start()
    await Promise.all(Array.from({ length: 5 }, () => get(port, '/uk/rss.xml', agent)))
    await app.close()
  })

  test('finishes answers in progress, and accepts no new connections', async () => {
    const { store, arm, reached, release } = createBlockingStore('snapshot')
    const { app } = await newsroom({ files: FILES, overrides: { store } })
    const { port } = await app.start()
    arm()
    const answer = get(port, '/uk/rss.xml')
    await reached
    const closing = app.close()
    await expect(get(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    release()
    expect(await answer).toMatchObject({ status: 200, text: expect.stringContaining('</rss>') })
    await closing
  })

  test('closes kept-alive connections after their last answer, because a polling proxy would keep the server up', {
    timeout: 4000,
  }, async () => {
    const { store, arm, reached, release } = createBlockingStore('snapshot')
    const { app } = await newsroom({ files: FILES, overrides: { store } })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const { port } = await app.start()
    arm()
    const answer = get(port, '/uk/rss.xml', agent)
    await reached
    const closing = app.close()
    await expect(get(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    release()
    expect((await answer).status).toBe(200)
    await expect(get(port, '/healthz', agent)).rejects.toMatchObject({ code: expect.stringMatching(/^ECONN/) })
    await closing
  })

  test('waits for a refresh in progress', async () => {
    const { store, arm, reached, release } = createBlockingStore('putHead')
    const { app, write } = await newsroom({ files: FILES, overrides: { store } })
    await app.start()
    write('articles/b.json', article())
    arm()
    const refreshing = app.newsroom.refresh()
    await reached
    const closing = app.close()
    release()
    expect(await refreshing).toMatchObject({ revision: 2 })
    await closing
  })

  test('stops listening at once, before a refresh has ended', async () => {
    const { store, arm, reached, release } = createBlockingStore('putHead')
    const { app, write } = await newsroom({ files: FILES, overrides: { store } })
    const { port } = await app.start()
    write('articles/b.json', article())
    arm()
    const refreshing = app.newsroom.refresh()
    await reached
    const closing = app.close()
    await expect(get(port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    release()
    await refreshing
    await closing
  })

  test('answers a request on a connection that was accepted just before', async () => {
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

  test('may be called before start, and twice', async () => {
    const { app } = await newsroom({ files: FILES })
    await app.close()
    await app.close()
  })
})
