import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../../test/support/free-port.ts'
import { onCore, type RunningServer } from '../child.ts'

const ENVIRONMENT = { PATH: `${process.env.PATH}:/usr/sbin` }

/** Whether this machine has nginx. */
export const HAS_NGINX = spawnSync('nginx', ['-v'], { env: ENVIRONMENT }).error === undefined

const BROTLI = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so'

/** What it can answer in: files that are encoded already. */
export const NGINX_ENCODINGS: readonly string[] = ['identity', 'gzip', ...(existsSync(BROTLI) ? ['br'] : [])]

/** nginx over an export, with the configuration that lies in it and what its manual advises for speed; one process, as the others are. */
export async function startNginx(root: string, scratch: string): Promise<RunningServer> {
  const own = path.join(scratch, 'nginx')
  mkdirSync(own, { recursive: true })
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const brotli = NGINX_ENCODINGS.includes('br')
  writeFileSync(
    path.join(own, 'nginx.conf'),
    `${brotli ? `load_module ${BROTLI};` : ''}
daemon off; master_process off; pid ${own}/pid; error_log stderr warn;
events { }
http {
  access_log off;
  sendfile on; tcp_nopush on; keepalive_requests 100000000;
  open_file_cache max=20000 inactive=600s; open_file_cache_valid 600s;
  ${temporary.map((name) => `${name}_temp_path ${own}/${name};`).join(' ')}
  types { text/html html; application/json json; }
  include ${root}/.polyfeed/nginx-http.conf;
  server {
    listen 127.0.0.1:${port};
    root ${own};
    ${brotli ? 'brotli_static on;' : ''}
    include ${root}/.polyfeed/nginx-server.conf;
  }
}
`,
  )
  const [file, ...args] = onCore('server', ['nginx', '-e', 'stderr', '-p', own, '-c', path.join(own, 'nginx.conf')])
  const child = spawn(file, args, { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'inherit'] })
  const end = (): void => void child.kill('SIGTERM')
  process.once('exit', end)
  const ended = once(child, 'exit').then(() => process.off('exit', end))
  const origin = `http://127.0.0.1:${port}`
  while (!(await answers(origin))) {
    if (child.exitCode !== null) throw new Error('nginx ended before it listened')
    await setTimeout(50)
  }
  const stop = async (): Promise<void> => {
    end()
    await ended
  }
  return { origin, pid: child.pid as number, [Symbol.asyncDispose]: stop }
}

async function answers(origin: string): Promise<boolean> {
  return fetch(`${origin}/`, { redirect: 'manual' }).then(
    () => true,
    () => false,
  )
}
