import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { polyfeed, run, WELCOME, workplace } from '../support/child.ts'
import { article, SITE } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

describe('check', () => {
  test('prints counts and exits 0 for a newsroom without problems, and creates no files', async () => {
    const folder = workplace()
    expect(await run(['check'], folder)).toEqual({ code: 0, stdout: '1 files, 1 articles, 0 problems\n', stderr: '' })
    expect(existsSync(path.join(folder, 'var'))).toBe(false)
  })

  test('prints notes on languages that feeds spell differently, which are no problems', async () => {
    const folder = workplace({ languages: ['uk', 'tl', 'iw', 'pt_br', 'no', 'ru', 'en', 'cz'] })
    const { code, stdout } = await runShared(['check'], folder)
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(0, -2)).toEqual([
      expect.stringMatching(/^site\.yaml: line \d+, languages\[1\]: "tl" is "fil" in feeds and addresses/),
      expect.stringMatching(/^site\.yaml: line \d+, languages\[2\]: "iw" is "he" /),
      expect.stringMatching(/^site\.yaml: line \d+, languages\[3\]: "pt_br" is "pt-BR" /),
      expect.stringMatching(/languages\[7\]: "cz" is the code of a country\. Did you mean "cs" \(Czech\)\?$/),
    ])
    expect(stdout).toMatch(/ 0 problems\n$/)
  })

  test('prints a line with file, place and reason per problem, and exits 1', async () => {
    const folder = workplace(
      {},
      {
        'articles/broken.json': '{ "published": ',
        'articles/key.json': { ...article(), tgas: [] },
        'articles/key-2.json': { ...article(), tgas: [] },
        'articles/z.json': article({ id: 'a' }),
        'stories/code.uk.md': '---js\nmodule.exports = process.exit(3)\n---\n',
      },
    )
    const { code, stdout, stderr } = await run(['check'], folder)
    expect([code, stderr]).toEqual([1, ''])
    const lines = stdout.trimEnd().split('\n')
    expect(lines.slice(0, -1)).toEqual([
      expect.stringMatching(/^articles\/broken\.json: line 1\b.*: .*not JSON.* \[json_invalid\]$/),
      expect.stringMatching(/^stories\/code\.uk\.md: line 1: .* \[front_matter_code\]$/),
      expect.stringMatching(/^articles\/z\.json: .*articles\/a\.json.* \[duplicate\]$/),
      expect.stringMatching(/^articles\/z\.json: .*articles\/a\.json.* \[duplicate\]$/),
      expect.stringMatching(/^articles\/key-2\.json: .*tgas: warning: .*tags.* \[key_unknown\] and 1 more file$/),
    ])
    expect(lines.at(-1)).toBe('6 files, 3 articles, 4 problems, 2 warnings')
  })
})

describe('check, when there are warnings only,', () => {
  const warned = () => workplace({}, { 'articles/b.json': { ...article(), tgas: [] } })

  test('exits 0, and 2 with --strict', async () => {
    const folder = warned()
    const runs = await Promise.all([runShared(['check'], folder), runShared(['check', '--strict'], folder)])
    expect(runs.map(({ code }) => code)).toEqual([0, 2])
  })

  test('has one of a language that was taken away, and errors of one that never was there', async () => {
    const folder = workplace({}, { 'articles/b.json': article() })
    await runShared(['build', '--out', 'out'], folder)
    writeFileSync(path.join(folder, 'data/site.yaml'), stringify({ ...SITE, languages: ['uk', 'ru'] }))
    const { code, stdout } = await runShared(['check'], folder)
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^site\.yaml: languages: warning: 2 articles .* in en, .*\n.*\n$/),
    ])
    const unknown = await runShared(['check'], folder, { POLYFEED_STORE: 'sqlite:other.db' })
    expect([unknown.code, unknown.stdout]).toEqual([1, expect.stringContaining('2 problems')])
  })

  test('prints one JSON document with --json', async () => {
    const { code, stdout } = await runShared(['check', '--json'], warned())
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ...{ files: 2, articles: 2, errors: 0, warnings: 1 },
      problems: [
        {
          ...{ severity: 'warning', file: 'articles/b.json', line: 1, place: 'line 1, tgas', reason: 'key_unknown' },
          message: '"tgas" is not a known key (did you mean "tags"?).',
        },
      ],
      skipped: [],
      notes: [],
    })
  })
})

describe('an invalid setting stops every command with one sentence that names it:', () => {
  test.each<readonly [string, Record<string, unknown> | string, Record<string, string>, RegExp]>([
    ['a missing key', stringify({ title: 'X' }), {}, /site\.yaml: line \d+: baseUrl is missing/],
    ['an unknown key', { languagse: ['uk'] }, {}, /site\.yaml: line \d+: languagse .*did you mean "languages"\?/],
    [
      'an invalid value',
      { languages: ['uk', 'no language'] },
      {},
      /site\.yaml: line \d+: languages\[1\] .*"no language"/,
    ],
    ['an invalid schedule', { schedule: 'often' }, {}, /site\.yaml: line \d+: schedule is not a cron expression/],
    ['invalid YAML', 'title: [', {}, /site\.yaml: line \d+: /],
    ['an unknown variable', {}, { POLYFEED_DATE: 'x' }, /POLYFEED_DATE .*did you mean "POLYFEED_DATA"\?/],
    ['an invalid port', {}, { PORT: '99999' }, /PORT is not a port number/],
    ['an invalid log level', {}, { LOG_LEVEL: 'loud' }, /LOG_LEVEL is not one of/],
    ['a token that is too short', {}, { POLYFEED_ADMIN_TOKEN: 'secret' }, /POLYFEED_ADMIN_TOKEN has fewer/],
    ['a store of an unknown kind', {}, { POLYFEED_STORE: 'mysql://x' }, /POLYFEED_STORE is not of the form/],
    ['an invalid base URL', {}, { POLYFEED_BASE_URL: 'feeds' }, /POLYFEED_BASE_URL is not an http or https URL/],
    ['a missing folder', {}, { POLYFEED_DATA: 'nowhere' }, /nowhere\/site\.yaml: .*polyfeed init/],
  ])('%s', async (_name, site, environment, sentence) => {
    const folder = workplace(site)
    const runs = await Promise.all(['serve', 'check'].map((command) => runShared([command], folder, environment)))
    for (const { code, stdout, stderr } of runs) {
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(/^polyfeed: .+\n$/)
      expect(stderr).toMatch(sentence)
      expect(stderr).not.toMatch(/\bat .+:\d+:\d+/)
    }
  })
})

describe('an invalid command line exits with 2, and the first line of the error says why:', () => {
  const COMMANDS =
    'Commands: serve, check, backup, restore, confirm, diff, fetch, status, doctor, alert, hub, build, import, export, init'

  test.each<readonly [string, readonly string[], string]>([
    ['a misspelled command', ['buidl'], `error: unknown command 'buidl'. Did you mean build? ${COMMANDS}`],
    [
      'a misspelled command with options',
      ['buidl', '--out', 'x'],
      `error: unknown command 'buidl'. Did you mean build? ${COMMANDS}`,
    ],
    ['an unknown command', ['nonsense'], `error: unknown command 'nonsense'. ${COMMANDS}`],
    ['a misspelled option', ['serve', '--worker', '2'], "error: unknown option '--worker'. Did you mean --workers?"],
    [
      'a misspelled option without a command',
      ['--worker', '2'],
      "error: unknown option '--worker'. Did you mean --workers?",
    ],
    ['an unknown option', ['serve', '--nonsense'], "error: unknown option '--nonsense'"],
    ['a missing argument', ['init'], "error: missing required argument 'folder'"],
    ['a missing option', ['import', 'posts.xml'], "error: required option '--from <kind>' not specified"],
    ['neither of two options', ['build'], 'error: give --out or --to'],
    ['a missing value', ['serve', '--workers'], "error: option '--workers <number>' argument missing"],
    [
      'an excess argument',
      ['diff', 'now'],
      "error: too many arguments for 'diff'. Expected 0 arguments but got 1: now.",
    ],
  ])('%s', async (_name, args, line) => {
    const { code, stdout, stderr } = await runShared(args, workplace())
    expect([code, stdout]).toEqual([2, ''])
    const [first, ...others] = stderr.trimEnd().split('\n')
    expect(first).toBe(line)
    expect(others).toEqual(line.endsWith(COMMANDS) ? [] : [expect.stringMatching(/^See: polyfeed \w+ --help$/)])
  })
})

test.each(['--help', '--version'])('%s prints to standard output and exits 0', async (option) => {
  const { code, stdout, stderr } = await run([option], workplace())
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/\S/)
})

describe('init', () => {
  test('creates a newsroom that passes check and can be served', async () => {
    const folder = workplace()
    const init = await runShared(['init', 'mine'], folder)
    expect([init.code, init.stderr]).toEqual([0, ''])
    expect(init.stdout).toContain('POLYFEED_DATA=mine')
    expect(readFileSync(path.join(folder, 'mine', 'site.yaml'), 'utf8')).toContain('# ')
    expect(await runShared(['check'], folder, { POLYFEED_DATA: 'mine' })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ 0 problems\n$/),
    })
    const child = polyfeed([], { POLYFEED_DATA: 'mine', POLYFEED_STORE: 'sqlite::memory:' }, folder)
    const [, origin] = await child.said(WELCOME)
    const page = await fetch(`${origin}/`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('My Newsroom')
  })

  test.each(['data', '.'])('refuses to write into a folder that is not empty: %s', async (target) => {
    const folder = workplace()
    const before = readdirSync(path.join(folder, target), { recursive: true })
    const { code, stderr } = await runShared(['init', target], folder)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^polyfeed: .*is not empty.*\n$/)])
    expect(readdirSync(path.join(folder, target), { recursive: true })).toEqual(before)
  })

  test('refuses to write into a file', async () => {
    const folder = workplace()
    const { code, stderr } = await runShared(['init', 'data/site.yaml'], folder)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^polyfeed: .*site\.yaml.*\n$/)
  })
})
