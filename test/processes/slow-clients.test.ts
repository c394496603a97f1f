import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Handler } from '../../src/http/request-log.ts'
import { listen, type Timeouts } from '../../src/server/listen.ts'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { NOW } from '../support/newsroom.ts'
import { dial } from '../support/raw.ts'
import { until } from '../support/until.ts'
import { clientOf, TOKEN } from '../support/wire.ts'

describe('the program', () => {
  // Each client keeps sending something, so that no idle timeout ends it.
  const SLOW: readonly (readonly [string, string, string, RegExp])[] = [
    ['sends nothing', '', '', /^HTTP\/1\.1 408 /],
    ['never ends its address', 'GET /', 'x', /^HTTP\/1\.1 408 /],
    ['never ends its fields', 'GET / HTTP/1.1\r\nHost: x\r\n', 'a: b\r\n', /^HTTP\/1\.1 408 /],
    // This request was answered before its body ended.
    [
      'sends a body bit by bit',
      'POST /uk/rss.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n',
      'x',
      /^HTTP\/1\.1 405 /,
    ],
    [
      'sends a body in small chunks',
      `POST /admin/refresh HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      '1\r\nx\r\n',
      /^HTTP\/1\.1 200 /,
    ],
    [
      'begins a second request and never ends it',
      'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET',
      ' ',
      /^HTTP\/1\.1 200 /,
    ],
  ]

  test('disconnects slow clients within ten seconds, and serves others meanwhile', {
    timeout: 30_000,
  }, async () => {
    const child = polyfeed([], { LOG_LEVEL: 'info', POLYFEED_ADMIN_TOKEN: TOKEN }, workplace())
    const [, origin = ''] = await child.said(WELCOME)
    const port = Number(new URL(origin).port)
    const before = child.stderr()
    await Promise.all(
      SLOW.map(async ([name, begin, drip, expected]) => {
        const began = performance.now()
        const { socket, over } = await dial(port)
        socket.write(begin)
        const dripping = setInterval(() => drip && socket.writable && socket.write(drip), 400)
        onTestFinished(() => clearInterval(dripping))
        expect(await over, name).toMatch(expected)
        expect(performance.now() - began, name).toBeLessThan(10_000)
      }),
    )
    expect((await clientOf(port)('/uk/rss.xml')).status).toBe(200)
    const lines = child.stderr().slice(before.length).trim().split('\n')
    // Requested and scheduled refreshes are logged.
    expect(lines.filter((line) => line !== '' && !line.includes('"refreshed"'))).toEqual([])
  })
})

async function listenWith(handler: Handler, timeouts: Partial<Timeouts>): Promise<number> {
  const { port, close } = await listen(handler, { port: 0, host: '127.0.0.1', now: () => NOW, timeouts })
  onTestFinished(close)
  return port
}

const HEAD = 'GET / HTTP/1.1\r\nHost: x\r\n'

describe('a client that reads an answer slowly', () => {
  // Far more than the kernels' socket buffers hold.
  const large = Buffer.alloc(64 * 1024 * 1024, 'x')
  const MIB = 1024 * 1024

  /** A client that has received part of a large answer. The test advances its timeout of 30 seconds. */
  async function startReading(leastBytes: number) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    let answer: ServerResponse | undefined
    const port = await listenWith(
      (_request, response) => {
        answer ??= response
        response.end(large)
      },
      { readWindowMs: 30_000, checkIntervalMs: 500, leastBytes },
    )
    const { socket, heard, over } = await dial(port)
    socket.pause()
    socket.write(`${HEAD}Connection: close\r\n\r\n`)
    await until(() => answer?.writableEnded)
    vi.advanceTimersByTime(500)
    return {
      ...{ socket, heard, over },
      wait: (seconds: number) => void vi.advanceTimersByTime(seconds * 1000),
      /** Reads at least `bytes`, then pauses. */
      read: async (bytes: number): Promise<void> => {
        const enough = heard().length + bytes
        const stop = (): void => void (heard().length >= enough && socket.pause())
        socket.on('data', stop).resume()
        await until(() => heard().length >= enough)
        socket.off('data', stop)
      },
      isCut: () => answer?.socket?.destroyed !== false,
    }
  }

  test('is disconnected after 30 seconds without reading', async () => {
    const { wait, isCut } = await startReading(30 * 1024)
    wait(29)
    expect(isCut()).toBe(false)
    wait(1)
    expect(isCut()).toBe(true)
  })

  test('is disconnected although it sends something meanwhile', async () => {
    const { socket, wait, isCut } = await startReading(30 * 1024)
    for (let time = 0; time < 3; time++) {
      wait(9.5)
      await new Promise<void>((resolve) => void socket.write(`${HEAD}\r\n`, () => resolve()))
    }
    expect(isCut()).toBe(false)
    wait(1.5)
    expect(isCut()).toBe(true)
  })

  test('is disconnected if it reads only a little', async () => {
    const { read, wait, isCut } = await startReading(32 * MIB)
    for (let time = 0; time < 3; time++) {
      wait(9.5)
      expect(isCut()).toBe(false)
      await read(4 * MIB)
    }
    wait(1.5)
    expect(isCut()).toBe(true)
  })

  test('stays connected for any time if it reads enough in every 30 seconds', async () => {
    const { socket, read, heard, over, wait, isCut } = await startReading(MIB)
    while (heard().length < large.byteLength / 2) {
      wait(29)
      expect(isCut()).toBe(false)
      await read(16 * MIB)
    }
    socket.resume()
    await over
    expect(heard().length).toBeGreaterThan(large.byteLength)
  })
})

test('a client that waits for a slow answer is not disconnected', async () => {
  const port = await listenWith((_request, response) => void setTimeout(() => response.end('at last'), 1500), {
    ...{ requestMs: 200, checkIntervalMs: 50, readWindowMs: 200, idleMs: 200 },
  })
  const { socket, over } = await dial(port)
  socket.write(`${HEAD}Connection: close\r\n\r\n`)
  expect(await over).toMatch(/at last$/)
})

describe('a kept-alive connection', () => {
  const patience = { idleMs: 60_000, crowdedIdleMs: 1000, crowdedConnections: 3 }

  test('is kept longer than proxies do, and less long while there are many', async () => {
    const port = await listenWith((_request, response) => void response.end('x'), patience)
    const keepAliveSeconds = async (): Promise<string | undefined> => {
      const { socket, heard } = await dial(port)
      socket.write(`${HEAD}\r\n`)
      return /Keep-Alive: timeout=(\d+)/.exec(await until(heard))?.[1]
    }
    const all: (string | undefined)[] = []
    for (let number = 0; number < 5; number++) all.push(await keepAliveSeconds())
    expect(all).toEqual(['60', '60', '60', '1', '1'])
  })

  test('ends after its idle timeout', async () => {
    const port = await listenWith((_request, response) => void response.end('x'), { idleMs: 100 })
    const { socket, over } = await dial(port)
    socket.write(`${HEAD}\r\n`)
    expect(await over).toMatch(/^HTTP\/1\.1 200 .*x$/s)
  })
})
