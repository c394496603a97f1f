import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { polyfeed, run, WELCOME, workplace } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { runShared } from '../support/shared-process.ts'

describe('serve', () => {
  test('prints the addresses of its feeds, and serves them', async () => {
    const folder = workplace()
    const child = polyfeed(['serve'], {}, folder)
    const [, origin] = await child.said(WELCOME)
    await child.said(/feeds\.opml/)
    for (const [address] of child.stdout().matchAll(/http:\/\/\S+/g)) {
      expect((await fetch(address)).status, address).toBe(200)
    }
    expect(child.stdout().trim().split('\n').length).toBeLessThan(8)
    expect(existsSync(path.join(folder, 'var', 'polyfeed.db'))).toBe(true)
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  test('without feedUrl, links follow HOST and PORT, and the log says what to set', async () => {
    const port = String(await freePort())
    const child = polyfeed(['serve'], { PORT: port }, workplace({ feedUrl: undefined }))
    const [, origin] = await child.said(WELCOME)
    expect(await (await fetch(`${origin}/uk/rss.xml`)).text()).toContain(
      `href="http://127.0.0.1:${port}/uk/rss.xml" rel="self"`,
    )
    expect(child.stderr()).toMatch(/"level":40.*no public address is set: set feedUrl in site\.yaml/)
    const built = await runShared(['build', '--out', 'out'], workplace({ feedUrl: undefined }))
    expect([built.code, built.stderr]).toEqual([1, expect.stringMatching(/^polyfeed: An export .* set feedUrl .*\n$/)])
  })

  test('ends at SIGTERM or SIGINT with exit code 0, and the next start serves the same feed', async () => {
    const folder = workplace()
    const seen: unknown[] = []
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const child = polyfeed([], {}, folder)
      const [, origin] = await child.said(WELCOME)
      const { status, headers } = await fetch(`${origin}/uk/rss.xml`, { headers: { Connection: 'close' } })
      seen.push([status, headers.get('etag'), headers.get('last-modified')])
      child.kill(signal)
      expect(await child.ended).toBe(0)
    }
    expect(seen).toEqual([seen[0], seen[0]])
    expect(seen[0]).toEqual([200, expect.any(String), expect.any(String)])
  })

  test('reports a port in use in one sentence, and exits 1', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { port } = other.address() as AddressInfo
    const { code, stdout, stderr } = await run(['serve'], workplace(), { PORT: String(port), LOG_LEVEL: 'silent' })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^polyfeed: Port ${port} on 127\\.0\\.0\\.1 is in use.*PORT.*\\n$`))
  })

  test('reports a broken store in one sentence, and exits 1', async () => {
    const folder = workplace()
    writeFileSync(path.join(folder, 'broken.db'), 'no database '.repeat(100))
    const { code, stderr } = await runShared([], folder, { POLYFEED_STORE: 'sqlite:broken.db' })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^polyfeed: POLYFEED_STORE sqlite:broken\.db .*\n$/)])
  })

  test('reports a missing folder of articles, and exits 1', async () => {
    const folder = workplace()
    rmSync(path.join(folder, 'data', 'articles'), { recursive: true })
    const { code, stderr } = await run([], folder, { LOG_LEVEL: 'silent' })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^polyfeed: .*articles.*\n$/)])
  })

  test('refreshes on its schedule, and logs a line for it and one for each new problem', async () => {
    const folder = workplace({ schedule: '* * * * * *' })
    const child = polyfeed([], { LOG_LEVEL: 'info' }, folder)
    const [, origin] = await child.said(WELCOME)
    cpSync(path.join(folder, 'data/articles/a.json'), path.join(folder, 'data/articles/b.json'))
    writeFileSync(path.join(folder, 'data/articles/c.json'), '{')
    await child.said(/"file":"articles\/c\.json".*"quarantined"/)
    await child.said(/"changed":[12].*"refreshed"/)
    const { items } = (await (await fetch(`${origin}/uk/feed.json`)).json()) as { items: unknown[] }
    expect(items).toHaveLength(2)
    expect(child.stderr().match(/"file":"articles\/c\.json"/g)).toHaveLength(1)
    for (const line of child.stderr().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })

  test('does not print its token', async () => {
    const token = 'a-token-that-nobody-may-see'
    const child = polyfeed([], { POLYFEED_ADMIN_TOKEN: token, LOG_LEVEL: 'trace' }, workplace())
    const [, origin] = await child.said(WELCOME)
    const headers = { Authorization: `Bearer ${token}`, Connection: 'close' }
    expect((await fetch(`${origin}/admin/refresh`, { method: 'POST', headers })).status).toBe(200)
    child.kill('SIGTERM')
    await child.ended
    expect(child.stdout() + child.stderr()).not.toContain(token)
  })
})
