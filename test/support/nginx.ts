import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from './free-port.ts'
import { type Ask, clientOf } from './wire.ts'

const PATH = `${process.env.PATH}:/usr/sbin`
const ENVIRONMENT = { ...process.env, PATH }

/** Whether this machine has nginx. */
export const HAS_NGINX = spawnSync('nginx', ['-v'], { env: ENVIRONMENT }).error === undefined

const BROTLI = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so'

/** Whether nginx has the module that serves files compressed with Brotli. */
export const HAS_BROTLI = HAS_NGINX && existsSync(BROTLI)

export type Nginx = { readonly ask: Ask; readonly stop: () => Promise<void> }

/** Starts nginx on an export, with the configuration in the export. */
export function nginxOver(root: string, { brotli = HAS_BROTLI } = {}): Promise<Nginx> {
  return nginxWith(brotli ? `load_module ${BROTLI};` : '', (own, port) => [
    `include ${root}/.polyfeed/nginx-http.conf;`,
    `server {
    listen 127.0.0.1:${port};
    root ${own};
    ${brotli ? 'brotli_static on;' : ''}
    include ${root}/.polyfeed/nginx-server.conf;
  }`,
  ])
}

/** Starts nginx with a test's configuration. `own` is its temporary folder. */
export async function nginxWith(first: string, http: (own: string, port: number) => readonly string[]): Promise<Nginx> {
  const own = mkdtempSync(path.join(tmpdir(), 'polyfeed-nginx-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    path.join(own, 'nginx.conf'),
    `${first}
daemon off; master_process off; pid ${own}/pid; error_log stderr warn;
events { }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${own}/${name};`).join(' ')}
  types { text/html html; application/json json; }
  ${http(own, port).join('\n  ')}
}
`,
  )
  const child = spawn('nginx', ['-e', 'stderr', '-p', own, '-c', path.join(own, 'nginx.conf')], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ask = clientOf(port)
  for (let tries = 0; ; tries++) {
    const answer = await ask('/').catch(() => undefined)
    if (answer) break
    if (child.exitCode !== null || tries > 100) throw new Error(`nginx does not answer: ${said}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    rmSync(own, { recursive: true, force: true })
  }
  return { ask, stop }
}
