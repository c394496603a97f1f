import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../../test/support/free-port.ts'
import { onCore, type RunningServer } from '../child.ts'

const ENVIRONMENT = { PATH: `${process.env.PATH}:/usr/sbin` }

export const HAS_NGINX = spawnSync('nginx', ['-v'], { env: ENVIRONMENT }).error === undefined

const BROTLI = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so'

/** Encodings of which the export has files. */
export const NGINX_ENCODINGS: readonly string[] = ['identity', 'gzip', ...(existsSync(BROTLI) ? ['br'] : [])]

/** nginx with one process, the export's configuration and the manual's advice for speed. */
export async function startNginx(root: string, scratch: string): Promise<RunningServer> {
  const folder = path.join(scratch, 'nginx')
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const brotli = NGINX_ENCODINGS.includes('br')
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `${brotli ? `load_module ${BROTLI};` : ''}
daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
events { }
http {
  access_log off;
  sendfile on; tcp_nopush on; keepalive_requests 100000000;
  open_file_cache max=20000 inactive=600s; open_file_cache_valid 600s;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  types { text/html html; application/json json; }
  include ${root}/.polyfeed/nginx-http.conf;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    ${brotli ? 'brotli_static on;' : ''}
    include ${root}/.polyfeed/nginx-server.conf;
  }
}
`,
  )
  const [file, ...args] = onCore('server', [
    'nginx',
    '-e',
    'stderr',
    '-p',
    folder,
    '-c',
    path.join(folder, 'nginx.conf'),
  ])
  const child = spawn(file, args, { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'inherit'] })
  const terminate = (): void => void child.kill('SIGTERM')
  process.once('exit', terminate)
  const exited = once(child, 'exit').then(() => process.off('exit', terminate))
  const origin = `http://127.0.0.1:${port}`
  while (!(await answers(origin))) {
    if (child.exitCode !== null) throw new Error('nginx exited before it listened')
    await setTimeout(50)
  }
  const stop = async (): Promise<void> => {
    terminate()
    await exited
  }
  return { origin, pid: child.pid as number, [Symbol.asyncDispose]: stop }
}

async function answers(origin: string): Promise<boolean> {
  return fetch(`${origin}/`, { redirect: 'manual' }).then(
    () => true,
    () => false,
  )
}
