import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { until } from '../support/until.ts'

test.each([
  ['one process', '1'],
  ['workers', '2'],
])('SIGHUP reads site.yaml again: %s', async (_name, workers) => {
  const folder = workplace()
  const file = path.join(folder, 'data', 'site.yaml')
  const child = polyfeed(['serve', '--workers', workers], {}, folder)
  const [, origin] = await child.said(WELCOME)
  writeFileSync(file, readFileSync(file, 'utf8').replace('en: Herald', 'en: Times'))
  child.kill('SIGHUP')
  const title = async () => /<title>([^<]*)/.exec(await (await fetch(`${origin}/en/rss.xml`)).text())?.[1]
  await until(title, (found) => found === 'Times', 60_000)
  child.kill('SIGTERM')
  expect(await child.ended).toBe(0)
})
