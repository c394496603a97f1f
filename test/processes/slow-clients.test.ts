import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Handler } from '../../src/server/handler.ts'
import { listen, type Patience } from '../../src/server/listen.ts'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { NOW } from '../support/newsroom.ts'
import { dial } from '../support/raw.ts'
import { until } from '../support/until.ts'
import { asking, TOKEN } from '../support/wire.ts'

describe('the program', () => {
  // Each goes on sending something, so that no limit on silence is what ends it.
  const SLOW: readonly (readonly [string, string, string, RegExp])[] = [
    ['sends nothing', '', '', /^HTTP\/1\.1 408 /],
    ['never comes to the end of an address', 'GET /', 'x', /^HTTP\/1\.1 408 /],
    ['never comes to the end of its fields', 'GET / HTTP/1.1\r\nHost: x\r\n', 'a: b\r\n', /^HTTP\/1\.1 408 /],
    // What it was sent for has been answered long before.
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
      'begins a second request, and does not end it',
      'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET',
      ' ',
      /^HTTP\/1\.1 200 /,
    ],
  ]

  test('ends within ten seconds with whoever is slow, and serves everybody else meanwhile', {
    timeout: 30_000,
  }, async () => {
    const child = polyfeed([], { LOG_LEVEL: 'info', POLYFEED_ADMIN_TOKEN: TOKEN }, workplace())
    const [, origin = ''] = await child.said(WELCOME)
    const port = Number(new URL(origin).port)
    const before = child.stderr()
    await Promise.all(
      SLOW.map(async ([name, begin, drip, heard]) => {
        const began = performance.now()
        const { socket, over } = await dial(port)
        socket.write(begin)
        const dripping = setInterval(() => drip && socket.writable && socket.write(drip), 400)
        onTestFinished(() => clearInterval(dripping))
        expect(await over, name).toMatch(heard)
        expect(performance.now() - began, name).toBeLessThan(10_000)
      }),
    )
    expect((await asking(port)('/uk/rss.xml')).status).toBe(200)
    const lines = child.stderr().slice(before.length).trim().split('\n')
    // The refresh that was asked for, and those of the schedule.
    expect(lines.filter((line) => line !== '' && !line.includes('"refreshed"'))).toEqual([])
  })
})

async function listening(handler: Handler, patience: Partial<Patience>): Promise<number> {
  const { port, close } = await listen(handler, { port: 0, host: '127.0.0.1', now: () => NOW, patience })
  onTestFinished(close)
  return port
}

const HEAD = 'GET / HTTP/1.1\r\nHost: x\r\n'

describe('a client that reads an answer slowly', () => {
  // Far more than both kernels take off our hands.
  const large = Buffer.alloc(64 * 1024 * 1024, 'x')
  const MIB = 1024 * 1024

  /** A client in the middle of a large answer, whose 30 seconds of patience pass when the test says so. */
  async function reading(leastBytes: number) {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    let answer: ServerResponse | undefined
    const port = await listening(
      (_request, response) => {
        answer ??= response
        response.end(large)
      },
      { reading: 30_000, look: 500, leastBytes },
    )
    const { socket, heard, over } = await dial(port)
    socket.pause()
    socket.write(`${HEAD}Connection: close\r\n\r\n`)
    await until(() => answer?.writableEnded)
    vi.advanceTimersByTime(500)
    return {
      ...{ socket, heard, over },
      wait: (seconds: number) => void vi.advanceTimersByTime(seconds * 1000),
      /** Reads so many bytes at least, and no more once it has them. */
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

  test('is cut after 30 seconds in which it reads nothing', async () => {
    const { wait, isCut } = await reading(30 * 1024)
    wait(29)
    expect(isCut()).toBe(false)
    wait(1)
    expect(isCut()).toBe(true)
  })

  test('is cut no later for what it sends meanwhile', async () => {
    const { socket, wait, isCut } = await reading(30 * 1024)
    for (let time = 0; time < 3; time++) {
      wait(9.5)
      await new Promise<void>((resolve) => void socket.write(`${HEAD}\r\n`, () => resolve()))
    }
    expect(isCut()).toBe(false)
    wait(1.5)
    expect(isCut()).toBe(true)
  })

  test('is cut although it reads a little all the time', async () => {
    const { read, wait, isCut } = await reading(32 * MIB)
    for (let time = 0; time < 3; time++) {
      wait(9.5)
      expect(isCut()).toBe(false)
      await read(4 * MIB)
    }
    wait(1.5)
    expect(isCut()).toBe(true)
  })

  test('is not cut while it reads enough in every 30 seconds, however long it takes', async () => {
    const { socket, read, heard, over, wait, isCut } = await reading(MIB)
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

test('who waits for an answer is waited for, longer than anybody who is slow', async () => {
  const port = await listening((_request, response) => void setTimeout(() => response.end('at last'), 1500), {
    ...{ asking: 200, look: 50, reading: 200, idle: 200 },
  })
  const { socket, over } = await dial(port)
  socket.write(`${HEAD}Connection: close\r\n\r\n`)
  expect(await over).toMatch(/at last$/)
})

describe('a connection that is kept', () => {
  const patience = { idle: 60_000, idleAmongMany: 1000, many: 3 }

  test('is kept for longer than proxies do, and for less while there are many', async () => {
    const port = await listening((_request, response) => void response.end('x'), patience)
    const promised = async (): Promise<string | undefined> => {
      const { socket, heard } = await dial(port)
      socket.write(`${HEAD}\r\n`)
      return /Keep-Alive: timeout=(\d+)/.exec(await until(heard))?.[1]
    }
    const all: (string | undefined)[] = []
    for (let number = 0; number < 5; number++) all.push(await promised())
    expect(all).toEqual(['60', '60', '60', '1', '1'])
  })

  test('ends when it has been idle for so long', async () => {
    const port = await listening((_request, response) => void response.end('x'), { idle: 100 })
    const { socket, over } = await dial(port)
    socket.write(`${HEAD}\r\n`)
    expect(await over).toMatch(/^HTTP\/1\.1 200 .*x$/s)
  })
})
