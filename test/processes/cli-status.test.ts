import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { freePort } from '../support/free-port.ts'
import { runShared } from '../support/shared-process.ts'

test('status tells of a store and of a server, and doctor checks its feeds', { timeout: 120_000 }, async () => {
  const folder = workplace({ feedUrl: undefined })
  const environment = { PORT: String(await freePort()), POLYFEED_ADMIN_TOKEN: 'a-token-of-this-test' }
  const empty = await runShared(['status'], folder, environment)
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringMatching(/^polyfeed: The store has no edition yet.*\n$/)])
  const child = polyfeed([], environment, folder)
  const [, origin = ''] = await child.said(WELCOME)
  for (const args of [['status'], ['status', origin]]) {
    const { code, stdout } = await runShared(args, folder, environment)
    expect([code, stdout], args.join(' ')).toEqual([
      0,
      expect.stringMatching(/^edition 1 of \S+, \d+ feeds\n[\s\S]*fine\n$/),
    ])
  }
  const checked = await runShared(['doctor'], folder, environment)
  expect([checked.code, checked.stdout.match(/^.*(?<!fine)$/gm)]).toEqual([0, ['']])

  writeFileSync(path.join(folder, 'data/articles/b.json'), '{')
  child.kill('SIGHUP')
  await expect
    .poll(async () => (await runShared(['status', '--json'], folder, environment)).stdout, { timeout: 30_000 })
    .toContain('In quarantine: 1')
  expect((await runShared(['status', origin], folder, environment)).code).toBe(2)

  const found = await runShared(['doctor', `${origin}/nope`, '--json'], folder, environment)
  expect(found.code).toBe(2)
  expect(JSON.parse(found.stdout)).toMatchObject([{ findings: [{ check: 'status', places: ['answered 404'] }] }])
  child.kill('SIGTERM')
  await child.ended
  const { code, stderr } = await runShared(['status', origin], folder, environment)
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^polyfeed: \S+ connect ECONNREFUSED .*\n$/)])
})
