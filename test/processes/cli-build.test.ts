import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { scripts } from '../../src/embed/scripts.ts'
import { polyfeed, run, workplace } from '../support/child.ts'
import { decoded, exportFolder, manifestOf, servedFiles, stampsOf } from '../support/exported.ts'
import { article, BROKEN_DATA, FAILABLE } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

const SUMMARY = /^(\d+) documents in \S+: (\d+) written \(\d+ bytes\), (\d+) unchanged, (\d+) deleted, in [\d.]+ s$/m

function counts(stdout: string): number[] {
  return (SUMMARY.exec(stdout) ?? []).slice(1).map(Number)
}

const WHOLE_SCRIPTS = new Set(scripts().map(({ text }) => text.trimEnd()))

/** Whether a document is complete. */
function isWhole(file: string, bytes: Buffer): boolean {
  const text = bytes.toString().trimEnd()
  if (/\.(?:js|css)(?:\.br|\.gz)?$/.test(file)) return WHOLE_SCRIPTS.has(text)
  if (/\.json(?:\.br|\.gz)?$/.test(file)) return JSON.parse(text) !== null
  if (/robots\.txt(?:\.br|\.gz)?$/.test(file)) return text.endsWith('/sitemap.xml')
  return /<\/(?:html|rss|feed|opml|urlset|sitemapindex)>$|<urlset[^>]*\/>$/.test(text)
}

describe('build', () => {
  test('writes and counts all files, and the second time none, because none changed', async () => {
    const folder = workplace()
    const first = await run(['build', '--out', 'out'], folder)
    expect([first.code, first.stderr]).toEqual([0, ''])
    const out = path.join(folder, 'out')
    const documents = manifestOf(out).size
    expect(counts(first.stdout)).toEqual([documents, documents, 0, 0])
    expect(first.stdout).toContain('reload nginx')
    expect(first.stdout).toContain('set hub.own: false if no server answers at https://feeds.example/hub')
    const stamps = stampsOf(out)
    const second = await runShared(['build', '--out', 'out'], folder)
    expect([second.code, counts(second.stdout)]).toEqual([0, [documents, 0, documents, 0]])
    expect(second.stdout).not.toContain('nginx')
    expect(stampsOf(out)).toEqual(stamps)
    expect(readdirSync(path.join(out, '.polyfeed')).sort()).toEqual([
      'manifest.json',
      'nginx-http.conf',
      'nginx-server.conf',
    ])
  })

  test('reports the documents that it omits', async () => {
    const folder = workplace(
      { partners: { wire: { tokenFile: 'wire.token' } }, hub: { own: false } },
      {
        'wire.token': 'a-token-of-16-characters',
        'articles/long.json': article({ tags: ['橋'.repeat(86)] }),
        'articles/broken.json': '{',
      },
    )
    const { code, stdout, stderr } = await runShared(['build', '--out', 'out'], folder)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Partners whose feeds were not written because they need a token: wire$/m)
    expect(stdout).toMatch(/^\d+ documents were not written: no file can have their names$/m)
    expect(stdout).toMatch(/^1 problems: run polyfeed check to see them$/m)
    expect(stdout).not.toContain('hub')
    expect(stderr.trimEnd().split('\n')).toEqual(
      ['en', 'ru', 'uk'].map(
        (language) => `polyfeed: /${language}/tags/${'橋'.repeat(86)}/ was not written: no folder can have this name`,
      ),
    )
  })

  test('refuses a folder that is not its own with one sentence', async () => {
    const folder = workplace()
    expect(await runShared(['build', '--out', 'data'], folder)).toEqual({
      code: 1,
      stdout: '',
      stderr: `polyfeed: ${path.join(folder, 'data')} is not empty and contains no export; choose another folder\n`,
    })
    expect(existsSync(path.join(folder, 'var'))).toBe(false)
    const file = await runShared(['build', '--out', 'data/site.yaml'], folder)
    expect([file.code, file.stderr]).toEqual([
      1,
      expect.stringMatching(/^polyfeed: .* is not a folder; choose another\n$/),
    ])
    expect((await runShared(['build'], folder)).code).toBe(2)
  })

  test('leaves the folder unchanged if the refresh fails', async () => {
    const folder = workplace(FAILABLE)
    await runShared(['build', '--out', 'out'], folder)
    const stamps = stampsOf(path.join(folder, 'out'))
    const [file, text] = BROKEN_DATA
    mkdirSync(path.join(folder, 'data/stories/_data'))
    writeFileSync(path.join(folder, 'data', file), text)
    const { code, stdout, stderr } = await runShared(['build', '--out', 'out'], folder)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^polyfeed: The refresh failed; .*out is unchanged: .+\n$/)
    expect(stampsOf(path.join(folder, 'out'))).toEqual(stamps)
  })

  test('killed at any moment leaves no partial files, and the next one continues', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 4 }, (_, index) => [
        `articles/a${index}.json`,
        article({ published: `2026-01-${10 + index}T09:00:00Z`, tags: [`tag-${index}`, 'river'] }),
      ]),
    )
    const folder = workplace({}, files)
    const { root: out, remove } = exportFolder()
    onTestFinished(remove)
    let expected = 0
    for (const [round, signal] of (['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGKILL'] as const).entries()) {
      // Every round changes the text of every file.
      writeFileSync(
        path.join(folder, 'data', 'site.yaml'),
        readFileSync(path.join(folder, 'data', 'site.yaml'), 'utf8').replace(/Вісник\d*/, `Вісник${round}`),
      )
      const child = polyfeed(['build', '--out', out], {}, folder)
      const begun = path.join(out, '.polyfeed', 'begun')
      for (let lines = 0; lines < 40 + 50 * round; ) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        lines = existsSync(begun) ? readFileSync(begun, 'utf8').split('\n').length - expected : 0
      }
      child.kill(signal)
      expect(await child.ended).toBe(signal === 'SIGINT' ? 1 : signal)
      if (signal === 'SIGINT') expect(child.stderr()).toBe('polyfeed: stopped; the next build continues from here\n')
      expected = readFileSync(begun, 'utf8').split('\n').length
      const there = servedFiles(out)
      expect(there.length).toBeGreaterThan(30)
      for (const file of there) expect(isWhole(file, decoded(out, file)), file).toBe(true)
    }
    const { code, stdout } = await runShared(['build', '--out', out], folder)
    expect(code).toBe(0)
    const [documents] = counts(stdout)
    expect(servedFiles(out).length).toBe(3 * (documents as number))
    expect(readdirSync(path.join(out, '.polyfeed')).sort()).toEqual([
      'manifest.json',
      'nginx-http.conf',
      'nginx-server.conf',
    ])
    // An uninterrupted build of the same store has the same files.
    await runShared(['build', '--out', 'fresh'], folder)
    for (const file of servedFiles(path.join(folder, 'fresh'))) {
      expect(decoded(out, file).equals(decoded(path.join(folder, 'fresh'), file)), file).toBe(true)
    }
    expect(servedFiles(out)).toEqual(servedFiles(path.join(folder, 'fresh')))
  }, 120_000)
})
