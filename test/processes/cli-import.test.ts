import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { run, workplace } from '../support/child.ts'
import { POLYLANG, wxr, wxrItem } from '../support/exports.ts'
import { runShared } from '../support/shared-process.ts'

const MOVED = `Add to site.yaml, to keep the addresses of these feeds:
moved:
  tags:
    "novyny": "news"
  authors:
    "jo": "jo-doe"
`

test('an import keeps every guid, passes check, and writes nothing the second time', async () => {
  const folder = workplace({ languages: ['uk', 'en'] }, { 'old.xml': POLYLANG })
  const args = ['import', '--from', 'wordpress-export', 'data/old.xml']
  expect(await runShared([...args, '--dry-run'], folder)).toMatchObject({ code: 0 })
  expect(await runShared(['check'], folder)).toMatchObject({ stdout: '1 files, 1 articles, 0 problems\n' })
  const { code, stdout, stderr } = await run(args, folder)
  const articles = path.join(folder, 'data/articles')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toBe(
    `4 posts → 2 articles in 2 languages (uk, en), 1 draft, 1 skipped: 1 of status trash\nFiles: 2 written, 0 unchanged\n${MOVED}`,
  )
  expect(await runShared(['check'], folder)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3 files, 3 articles, 0 problems\n'),
  })
  const texts = readdirSync(articles).map((name) => readFileSync(path.join(articles, name), 'utf8'))
  const guids = texts
    .flatMap((text) => Object.values(JSON.parse(text).variants ?? {}))
    .map((one) => (one as { guid?: string }).guid)
  expect(guids.filter(Boolean).sort()).toEqual([11, 12, 13].map((id) => `https://old.example/?p=${id}`))
  expect((await runShared(args, folder)).stdout).toContain('Files: 0 written, 2 unchanged\n')
  writeFileSync(path.join(articles, 'post-13.json'), '{}')
  expect(await runShared(args, folder)).toMatchObject({
    code: 0,
    stderr: `data/articles/post-13.json was edited since its import; --force writes it\n`,
  })
})

test('exit codes: 1 if a post was not imported, 2 for a wrong or missing option', async () => {
  const bad = wxr(wxrItem(1, {}), wxrItem(2, { link: '', guid: '' }))
  const folder = workplace({ languages: ['uk', 'en'] }, { 'old.xml': bad, 'nameless.xml': bad.replace('en-US', '') })
  const imported = (...args: string[]) => runShared(['import', '--out', path.join(folder, 'out'), ...args], folder)
  expect(await imported('--from', 'wordpress-export', 'data/old.xml')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('2 posts → 1 article in 1 language (en), 1 not imported'),
    stderr: expect.stringMatching(/^old\.xml: line \d+, post 2: has no web address\n$/),
  })
  const wrong = [
    [['--from', 'movable-type', 'x.xml'], /Allowed choices are wordpress-export, ghost-export, feed/],
    [['--from', 'feed'], /missing required argument/],
    [['--from', 'feed', '--language', 'english', 'https://old.example/feed/'], /english is no language tag/],
    [['--from', 'wordpress-export', 'data/nameless.xml'], /post 1 has no language: name it with --language/],
  ] as const
  for (const [args, message] of wrong) {
    expect(await imported(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
  }
  expect(await imported('--from', 'feed', 'nowhere.xml')).toMatchObject({
    code: 1,
    stderr: 'polyfeed: nowhere.xml is no file\n',
  })
})
