import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Child, createWorkplace, polyfeed, WELCOME, workplace } from './child.ts'
import { article, variant } from './newsroom.ts'
import { childrenOf, isRunning } from './processes.ts'
import { dial, type RawConnection } from './raw.ts'
import { until } from './until.ts'
import { clientOf, TOKEN } from './wire.ts'

export const MIB = 1024 * 1024
const HEAD = 'HTTP/1.1\r\nHost: x\r\n'

/** More bytes than a client's kernel buffers, even compressed. */
const noise = (): string =>
  randomBytes(4 * MIB)
    .toString('base64')
    .replace(/.{70}/g, '$& ')
const longOne = article({ variants: { uk: variant('Міст', 'uk', { content: `<p>${noise()}</p>` }) } })
const FILES = {
  ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`articles/${name}.json`, longOne])),
  'media/film.mp4': 'x'.repeat(48 * MIB),
}

/** No scheduled refreshes, and size limits above those of the articles. */
const NEVER = { schedule: '0 0 29 2 *', feeds: { maxItemBytes: 8_000_000, maxDocumentBytes: 100_000_000 } }

/** A newsroom with long downloads for the tests of a file: only the first start reads its articles. */
export function folderOfDownloads(): () => string {
  let folder = ''
  beforeAll(() => {
    folder = createWorkplace(NEVER, FILES)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return () => folder
}

type Serving = { readonly child: Child; readonly port: number }

export async function serving(args: readonly string[], folder: string): Promise<Serving> {
  const child = polyfeed(args, { LOG_LEVEL: 'info', POLYFEED_ADMIN_TOKEN: TOKEN }, folder)
  const [, origin = ''] = await child.said(WELCOME)
  const port = Number(new URL(origin).port)
  // Workers load the edition one after another, and any of them may answer.
  const answers = () => Promise.all(Array.from({ length: 20 }, () => clientOf(port)('/readyz')))
  await until(async () => (await answers()).every(({ status }) => status === 200))
  return { child, port }
}

/** Sends a request, reads the beginning of the response, and pauses. */
export async function interrupted(port: number, where: string): Promise<RawConnection> {
  const connection = await dial(port)
  connection.socket.write(`GET ${where} ${HEAD}Accept-Encoding: gzip\r\n\r\n`)
  await new Promise<void>((resolve) => {
    connection.socket.once('data', () => {
      connection.socket.pause()
      resolve()
    })
  })
  return connection
}

/** Whether the port refuses connections. */
export function isShut(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(false))
    socket.once('error', () => resolve(true)).once('connect', () => socket.destroy())
  })
}

export function bodyIn(answer: string): { whole: boolean; length: number } {
  const start = answer.indexOf('\r\n\r\n') + 4
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1])
  return { whole: answer.length - start === length, length }
}

/** Tests of the shutdown, for one way to start the server. */
export function describeShutdown(name: string, args: readonly string[], folder: () => string): void {
  describe(`${name}, after a signal`, () => {
    // One server for all kinds, because reading these articles takes longer than the downloads.
    test('refuses new connections, and sends the rest of its responses', { timeout: 120_000 }, async () => {
      const { child, port } = await serving(args, folder())
      // Any worker may answer, so several requests bring the document into the memory of each.
      for (let time = 0; time < 4; time++) await clientOf(port)('/uk/feed.json', { 'Accept-Encoding': 'gzip' })
      const kinds = [
        ['/uk/atom.xml', 12 * MIB],
        ['/uk/feed.json', 12 * MIB],
        ['/media/film.mp4', 48 * MIB],
      ] as const
      const downloads = await Promise.all(
        [...kinds, ...kinds].map(async ([where, least]) => ({ where, least, ...(await interrupted(port, where)) })),
      )
      child.kill('SIGTERM')
      await until(() => isShut(port))
      for (const { socket } of downloads) socket.resume()
      for (const { where, least, over } of downloads) {
        const { whole, length } = bodyIn(await over)
        expect(length, where).toBeGreaterThanOrEqual(least)
        expect(whole, where).toBe(true)
      }
      expect(await child.ended).toBe(0)
    })

    test('ends idle connections without waiting', async () => {
      const { child, port } = await serving(args, workplace(NEVER))
      const idle = await Promise.all(Array.from({ length: 5 }, () => dial(port)))
      const silent = await dial(port)
      for (const { socket } of idle) socket.write(`GET /uk/rss.xml ${HEAD}\r\n`)
      await until(() => idle.every(({ heard }) => heard().includes('</rss>')))
      const told = performance.now()
      child.kill('SIGTERM')
      for (const { over, heard } of [...idle, silent]) expect(await over).toBe(heard())
      expect(await child.ended).toBe(0)
      // Connections with a response in progress get eight seconds.
      expect(performance.now() - told).toBeLessThan(6000)
    })

    test('ends within ten seconds if a client reads nothing', { timeout: 120_000 }, async () => {
      const { child, port } = await serving(args, folder())
      const stuck = await Promise.all([interrupted(port, '/media/film.mp4'), interrupted(port, '/uk/atom.xml')])
      const told = performance.now()
      child.kill('SIGTERM')
      expect(await child.ended).toBe(0)
      expect(performance.now() - told).toBeLessThan(10_000)
      for (const { socket, over } of stuck) {
        socket.resume()
        expect(bodyIn(await over).whole).toBe(false)
      }
    })

    test('exits at once after another signal, of either kind', { timeout: 120_000 }, async () => {
      const { child, port } = await serving(args, folder())
      const pids = childrenOf(child.pid)
      await interrupted(port, '/media/film.mp4')
      child.kill('SIGTERM')
      await child.said(/"stopping"/)
      await until(() => isShut(port))
      // The server handles two signals within half a second as one.
      await setTimeout(600)
      const told = performance.now()
      child.kill('SIGINT')
      expect(await child.ended).toBe(1)
      expect(performance.now() - told).toBeLessThan(6000)
      await until(() => !pids.some(isRunning))
    })

    test('does not wait for a purge without an answer', { timeout: 120_000 }, async () => {
      const asked: string[] = []
      const hook = createServer((request) => void asked.push(request.url ?? ''))
      await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => {
        hook.closeAllConnections()
        hook.close()
      })
      const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/purge`
      const files = { 'purge.secret': 'a secret of the tests, long enough\n' }
      const refreshed = workplace({ ...NEVER, cdn: { purge: { url, secretFile: 'purge.secret' } } }, files)
      const { child, port } = await serving(args, refreshed)
      writeFileSync(path.join(refreshed, 'data/articles/b.json'), JSON.stringify(article()))
      await clientOf(port)('/admin/refresh', { Authorization: `Bearer ${TOKEN}` }, 'POST')
      await until(() => asked.length > 0)
      const told = performance.now()
      child.kill('SIGTERM')
      expect(await child.ended).toBe(0)
      expect(performance.now() - told).toBeLessThan(10_000)
      expect(child.stderr()).toContain('a purge failed')
    })
  })
}
