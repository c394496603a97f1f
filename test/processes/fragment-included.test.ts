import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { HAS_NGINX, nginxWith } from '../support/nginx.ts'
import { everyKind, portOf } from '../support/wire.ts'

// Partners include the headlines in their own pages with SSI or ESI.

const FRAGMENT = '/embed/en/tags/river/fragment.html?count=1&show=summaries'

async function serve() {
  const { app, ask } = await everyKind()
  return { port: await portOf(app.handler), fragment: (await ask(FRAGMENT)).text }
}

describe.skipIf(!HAS_NGINX)('nginx with SSI (skipped if nginx is not on PATH)', () => {
  test('includes the headlines in a page', async () => {
    const { port, fragment } = await serve()
    const nginx = await nginxWith('', (own, nginxPort) => {
      writeFileSync(path.join(own, 'index.html'), `<main><!--# include virtual="${FRAGMENT}" --></main>`)
      return [
        `server {
    listen 127.0.0.1:${nginxPort};
    root ${own};
    ssi on;
    location /embed/ { proxy_pass http://127.0.0.1:${port}; proxy_set_header Accept-Encoding ""; }
  }`,
      ]
    })
    onTestFinished(() => nginx.stop())
    expect(fragment).toContain('Bridge')
    expect((await nginx.ask('/index.html')).text).toBe(`<main>${fragment}</main>`)
  })
})

const HAS_VARNISH = spawnSync('varnishd', ['-V']).error === undefined

describe.skipIf(!HAS_VARNISH)('Varnish with ESI (skipped if varnishd is not installed)', () => {
  test('includes the headlines in a page', { timeout: 30_000 }, async () => {
    const { port, fragment } = await serve()
    const site = createServer((_request, response) => {
      const include = `<esi:include src="${FRAGMENT.replaceAll('&', '&amp;')}"/>`
      response.setHeader('Content-Type', 'text/html').end(`<main>${include}</main>`)
    }).listen(0, '127.0.0.1')
    await once(site, 'listening')
    onTestFinished(() => void site.close())
    const own = mkdtempSync(path.join(tmpdir(), 'polyfeed-esi-'))
    const backend = (name: string, port: number): string =>
      `backend ${name} { .host = "127.0.0.1"; .port = "${port}"; }`
    writeFileSync(
      path.join(own, 'esi.vcl'),
      `vcl 4.1;
${backend('site', (site.address() as AddressInfo).port)}
${backend('feeds', port)}
sub vcl_recv { if (req.url ~ "^/embed/") { set req.backend_hint = feeds; } }
sub vcl_backend_response { if (bereq.url !~ "^/embed/") { set beresp.do_esi = true; } }
`,
    )
    const front = await freePort()
    const child = spawn('varnishd', [
      ...['-F', '-j', 'none', '-n', path.join(own, 'work'), '-f', path.join(own, 'esi.vcl')],
      ...['-a', `127.0.0.1:${front}`, '-s', 'malloc,16m'],
    ])
    onTestFinished(async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      site.closeAllConnections()
      rmSync(own, { recursive: true, force: true })
    })
    const page = async (): Promise<string> => {
      for (;;) {
        const answer = await fetch(`http://127.0.0.1:${front}/`).catch(() => undefined)
        if (answer?.ok) return answer.text()
        await setTimeout(50)
      }
    }
    expect(await page()).toBe(`<main>${fragment}</main>`)
  })
})
