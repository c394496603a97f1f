import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readEnvironment } from '../../src/config/environment.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const UNIT = path.join(ROOT, 'deploy/polyfeed.service')
/** An image pinned by digest. */
const PINNED = /^\S+:\S+@sha256:[0-9a-f]{64}$/

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

/** Images of a Dockerfile, with default arguments substituted. */
function imagesIn(dockerfile: string): string[] {
  const defaults = new Map([...dockerfile.matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]))
  return [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) =>
    image.replace(/\$\{(\w+)\}/g, (_, name: string) => defaults.get(name) ?? ''),
  )
}

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile')

  test('uses base images pinned by digest', () => {
    expect(imagesIn(dockerfile)).toEqual([expect.stringMatching(PINNED), expect.stringMatching(PINNED)])
  })

  test('uses the Node version of the tests', () => {
    const { devDependencies } = JSON.parse(read('package.json'))
    for (const image of imagesIn(dockerfile)) expect(image).toContain(`node:${devDependencies.node}-`)
  })

  test('runs as a numeric non-root user and has a health check', () => {
    expect(dockerfile).toMatch(/^USER 1000:1000$/m)
    expect(dockerfile).toMatch(/^HEALTHCHECK /m)
  })
})

test('npm start, the image and the unit give Node.js the same memory settings', () => {
  const settings = (text: string) =>
    [...new Set(text.match(/NODE_COMPILE_CACHE=|MALLOC_\w+=\d+|--[a-z-]+-(size|percent)=\d+/g))].sort()
  const { start } = JSON.parse(read('package.json')).scripts
  expect(settings(start)).toHaveLength(6)
  expect(settings(read('Dockerfile'))).toEqual(settings(start))
  expect(settings(read('deploy/polyfeed.service'))).toEqual(settings(start))
})

describe.each(['compose.yaml', 'deploy/compose.yaml'])('%s', (file) => {
  const { services } = parse(read(file)) as { services: Record<string, Record<string, unknown>> }

  test.each(Object.entries(services))('restricts the privileges and resources of %s', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      pids_limit: expect.any(Number),
    })
    expect(service).not.toHaveProperty('cap_add')
    expect(service).not.toHaveProperty('privileged')
    for (const folder of service.tmpfs as string[]) expect(folder).toMatch(/:size=\d+m\b/)
  })

  test.runIf(services.varnish)('uses a Varnish image pinned by digest and does not run it as root', () => {
    const inline = (services.varnish as { build: Record<string, string> }).build.dockerfile_inline ?? ''
    expect(imagesIn(inline)).toEqual([expect.stringMatching(PINNED)])
    expect(inline).toMatch(/^USER varnish$/m)
  })
})

test('deploy/compose.yaml sets only variables that the program knows, and a store that it can open', () => {
  const { polyfeed } = (parse(read('deploy/compose.yaml')) as { services: Record<string, Record<string, unknown>> })
    .services
  const names = Object.keys(polyfeed?.environment as object)
  const [, store = ''] = /POLYFEED_STORE="([^"]+)"/.exec(String(polyfeed?.command)) ?? []
  const environment = Object.fromEntries(names.map((name) => [name, 'https://feeds.example']))
  expect(readEnvironment({ ...environment, POLYFEED_STORE: store.replace(/\$\$\(.*\)/, 'secret') })).toMatchObject({
    store: 'postgres://polyfeed:secret@database/polyfeed',
  })
})

describe('deploy/polyfeed.service', () => {
  const settings = [...read('deploy/polyfeed.service').matchAll(/^(\w+)=(.*)$/gm)]
  const setting = (name: string): string | undefined => settings.find(([, key]) => key === name)?.[2]

  test('sets only variables that the program knows', () => {
    const variables = settings
      .filter(([, key]) => key === 'Environment')
      .flatMap(([, , value = '']) => value.split(' '))
      .map((variable) => variable.split('=') as [string, string])
    // The token file exists only in a running service.
    const { POLYFEED_ADMIN_TOKEN_FILE: file, ...environment } = Object.fromEntries(variables)
    expect(file).toBe('%d/admin-token')
    expect(readEnvironment(environment)).toMatchObject({ data: '/srv/newsroom', role: 'all' })
  })

  test('allows ten seconds for a shutdown and enough tasks for child processes', () => {
    expect(setting('KillMode')).toBe('mixed')
    expect(Number(setting('TimeoutStopSec'))).toBeGreaterThan(10)
    expect(Number(setting('TasksMax'))).toBeGreaterThanOrEqual(512)
  })

  const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  const isMissing = analyze('--version').error !== undefined
  if (isMissing) console.warn('NOT RUN: the unit under systemd-analyze, which is not installed (Debian: systemd)')

  test.skipIf(isMissing)('has an exposure level of at most 2.0', () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager', UNIT)
    expect(Number(/exposure level for polyfeed\.service: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(2)
  })

  test.skipIf(isMissing)('has only lines that systemd understands', () => {
    const { stderr } = analyze('verify', UNIT)
    // Ignores messages about programs of the unit that are not installed.
    expect(stderr.split('\n').filter((line) => /unknown|invalid|failed to parse|ignoring/i.test(line))).toEqual([])
  })
})
