import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

// Installs the package in an empty folder, like a user, and reads a feed of a new newsroom. It needs the registry,
// so it is a step of .ci/run and not a test.

const SIZE_BYTES_MAX = 1024 * 1024
const ROOT = path.resolve(import.meta.dirname, '..')
const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-package-'))
// A user has no variables of this project, and npm runs the first Node.js in PATH.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('POLYFEED_')))
const run = (command: string, args: readonly string[], cwd = folder): string =>
  execFileSync(command, args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

try {
  const tarball = packTarball()
  run('npm', ['init', '--yes'])
  run('npm', ['install', '--no-audit', '--no-fund', tarball])
  run('npx', ['polyfeed', 'init', 'news'])
  await expectFeed()
  process.stdout.write(`the package installs and serves: ${path.basename(tarball)}, ${statSync(tarball).size} bytes\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function packTarball(): string {
  run('npm', ['pack', '--pack-destination', folder], ROOT)
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  const tarball = path.join(folder, name)
  const files = run('tar', ['-tzf', tarball]).split('\n')
  const unwanted = files.filter((file) => /^package\/(?:test|bench|chaos|src)\//.test(file))
  if (unwanted.length > 0) throw new Error(`the package has files that it must not have: ${unwanted.join(', ')}`)
  const sizeBytes = statSync(tarball).size
  if (sizeBytes > SIZE_BYTES_MAX) throw new Error(`the package has ${sizeBytes} bytes, more than ${SIZE_BYTES_MAX}`)
  return tarball
}

async function expectFeed(): Promise<void> {
  const bin = path.join(folder, 'node_modules/.bin/polyfeed')
  const server = spawn(bin, ['serve'], {
    cwd: folder,
    env: { ...environment, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const feed = await feedAddress(server.stdout)
    const response = await fetch(feed)
    const body = await response.text()
    if (response.status !== 200 || !body.includes('<item>')) throw new Error(`${feed}: ${response.status}\n${body}`)
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
}

async function feedAddress(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of output) {
    text += chunk
    const address = /http:\S+\/rss\.xml/.exec(text)?.[0]
    if (address) return address
  }
  throw new Error(`the server ended without an address:\n${text}`)
}
