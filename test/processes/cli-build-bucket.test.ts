import { expect, test } from 'vitest'
import { ACCOUNT, serveBucket } from '../support/bucket.ts'
import { workplace } from '../support/child.ts'
import { runShared } from '../support/shared-process.ts'

test('build --to writes documents to a bucket, and the second time none', async () => {
  const { origin, changes, read } = await serveBucket()
  const folder = workplace()
  const command = ['build', '--to', 's3://feeds/news', '--endpoint', origin]
  const first = await runShared(command, folder, ACCOUNT)
  expect([first.code, first.stderr]).toEqual([0, ''])
  expect(first.stdout).toMatch(
    /^(\d+) documents in s3:\/\/feeds\/news: \1 written \(\d+ bytes\), 0 unchanged, 0 deleted/,
  )
  expect((await read('news/en/index.html')).headers.get('content-type')).toBe('text/html; charset=utf-8')
  changes.length = 0
  const environment = { ...ACCOUNT, AWS_ENDPOINT_URL: origin }
  const second = await runShared(['build', '--to', 's3://feeds/news'], folder, environment)
  expect([second.code, changes]).toEqual([0, []])
  expect(second.stdout).toMatch(/: 0 written \(0 bytes\), \d+ unchanged, 0 deleted/)
})

test.each([
  [['--to', 's3://feeds'], 1, 'polyfeed: --to needs an access key: set AWS_ACCESS_KEY_ID\n'],
  [[], 2, 'error: give --out or --to'],
  [
    ['--to', 's3://feeds', '--out', 'out'],
    2,
    "error: option '--to <address>' cannot be used with option '--out <folder>'",
  ],
] as const)('build %o exits with %i', async (options, code, message) => {
  const result = await runShared(['build', ...options], workplace())
  expect([result.code, result.stdout]).toEqual([code, ''])
  expect(result.stderr).toContain(message)
})

test('build --to names the object that the store refuses, and no secret', async () => {
  const { origin } = await serveBucket()
  const environment = { ...ACCOUNT, AWS_SECRET_ACCESS_KEY: 'a-wrong-secret' }
  const result = await runShared(['build', '--to', 's3://feeds', '--endpoint', origin], workplace(), environment)
  expect([result.code, result.stderr]).toEqual([
    1,
    'polyfeed: GET s3://feeds/.polyfeed-manifest.json was answered 403 SignatureDoesNotMatch\n',
  ])
})
