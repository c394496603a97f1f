import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { App } from '../../src/app.ts'
import {
  decoded,
  exportFolder,
  exportTo,
  manifestOf,
  servedFiles,
  stampsOf,
  touchedBetween,
  withoutQuestions,
} from '../support/exported.ts'
import { article, NOW, publishNewsroom, type TestOptions, variant } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

const FILES = {
  'articles/bridge.json': article({ tags: ['river'] }),
  'articles/lake.json': article({ published: '2026-02-01T09:00:00+02:00', tags: ['lake'], section: 'nature' }),
}

function folder(): string {
  const { root, remove } = exportFolder()
  onTestFinished(remove)
  return root
}

/** A newsroom that was exported once, and functions that export it again and report the touched files. */
async function exportedNewsroom(options: TestOptions = { files: FILES }) {
  const site = await publishNewsroom(options)
  const root = folder()
  await exportTo(site.app, root)
  const exportAgain = async () => {
    const before = stampsOf(root)
    const built = await exportTo(site.app, root)
    return { built, ...touchedBetween(before, stampsOf(root)) }
  }
  const refreshAndExport = async () => {
    site.clock.now += 60_000
    await site.app.newsroom.refresh()
    return exportAgain()
  }
  return { ...site, root, exportAgain, refreshAndExport }
}

/** Compares every file with the server's current answer, in every encoding. */
async function expectServed(app: App, root: string): Promise<void> {
  const ask = await wire(app.handler)
  const files: string[] = []
  for (const [target, { file, mediaType }] of manifestOf(root)) {
    const answer = await ask(target)
    const body = mediaType.startsWith('text/html') ? withoutQuestions(answer.body) : answer.body
    for (const one of [file, `${file}.br`, `${file}.gz`]) {
      expect(decoded(root, one).equals(body), target).toBe(true)
      files.push(one)
    }
  }
  expect(servedFiles(root)).toEqual(files.sort())
}

describe('a second export', () => {
  test('of the same edition touches nothing', async () => {
    const { exportAgain, refreshAndExport } = await exportedNewsroom()
    for (const { built, written, gone } of [await exportAgain(), await refreshAndExport()]) {
      expect([built.written, built.deleted, written, gone, built.reconfigured]).toEqual([0, 0, [], [], false])
    }
  })

  test('into another folder is the same', async () => {
    const { app, root } = await exportedNewsroom()
    const other = folder()
    await exportTo(app, other)
    expect(manifestOf(other)).toEqual(manifestOf(root))
    expect(servedFiles(other)).toEqual(servedFiles(root))
  })

  test('after a change of one article writes only the documents that show it', async () => {
    const { app, root, write, refreshAndExport } = await exportedNewsroom()
    write('articles/lake.json', {
      ...FILES['articles/lake.json'],
      variants: { uk: variant('Міст', 'uk'), en: variant('The lake', 'en') },
    })
    const { written, gone, built } = await refreshAndExport()
    expect(gone).toEqual([])
    // Ukrainian documents, too: they show the titles of translations.
    const showing = /^(?:embed\/)?(?:uk|en)\/(?:(?:tags\/lake|sections\/nature)\/)?(?:archive\/2026-02\/)?[^/]+$/
    expect(written.filter((file) => !showing.test(file))).toEqual([])
    expect(written).toContain('en/tags/lake/rss.xml')
    expect(written).toContain('en/sections/nature/archive/2026-02/atom.xml.br')
    expect(written.length).toBe(3 * built.written)
    await expectServed(app, root)
  })

  test("sets a later time on changed files, as the server's Last-Modified", async () => {
    const { root, write, refreshAndExport } = await exportedNewsroom()
    const before = manifestOf(root).get('/en/rss.xml')
    write('articles/lake.json', { ...FILES['articles/lake.json'], status: 'withdrawn' })
    await refreshAndExport()
    const after = manifestOf(root).get('/en/rss.xml')
    expect(after?.etag).not.toBe(before?.etag)
    expect(Date.parse(after?.lastModified ?? '')).toBeGreaterThan(Date.parse(before?.lastModified ?? ''))
  })

  test('sets a time one second later when the file already has the time of the document', async () => {
    const { root, write, refreshAndExport } = await exportedNewsroom()
    const later = new Date(NOW + 3_600_000)
    utimesSync(path.join(root, 'en/rss.xml'), later, later)
    write('articles/lake.json', { ...FILES['articles/lake.json'], status: 'withdrawn' })
    await refreshAndExport()
    expect(manifestOf(root).get('/en/rss.xml')?.lastModified).toBe(new Date(NOW + 3_601_000).toUTCString())
  })

  test('deletes files of removed documents, and folders that become empty', async () => {
    const { root, remove, refreshAndExport } = await exportedNewsroom()
    write(root, 'uk/tags/lake/mine.txt', 'mine')
    remove('articles/lake.json')
    const { built } = await refreshAndExport()
    const tags = [...manifestOf(root).keys()].filter((target) => target.includes('/tags/lake/'))
    // A tag keeps its feeds for subscribers, but loses its months.
    expect(tags.some((target) => target.includes('/archive/'))).toBe(false)
    expect(existsSync(path.join(root, 'en/tags/lake/archive'))).toBe(false)
    expect(built.deleted).toBeGreaterThan(0)
    expect(readFileSync(path.join(root, 'uk/tags/lake/mine.txt'), 'utf8')).toBe('mine')
    const files = servedFiles(root).filter((file) => !file.endsWith('mine.txt'))
    expect(files.length).toBe(3 * manifestOf(root).size)
  })

  test('rewrites a file that was lost or truncated', async () => {
    const { app, root, exportAgain } = await exportedNewsroom()
    writeFileSync(path.join(root, 'uk/atom.xml.gz'), 'cut')
    const { written } = await exportAgain()
    expect(written).toEqual(['uk/atom.xml', 'uk/atom.xml.br', 'uk/atom.xml.gz'])
    await expectServed(app, root)
  })

  test('keeps files that it did not write, even if the manifest lists them', async () => {
    const { root, refreshAndExport, remove } = await exportedNewsroom()
    for (const file of ['robots.txt', 'uk/hello.html', '.hidden']) write(root, file, file)
    const manifest = path.join(root, '.polyfeed', 'manifest.json')
    const parsed = JSON.parse(readFileSync(manifest, 'utf8'))
    const entry = { ...parsed.documents['/uk/rss.xml'], file: 'robots.txt' }
    const outside = path.join(root, '..', `${path.basename(root)}-outside`)
    parsed.documents['/../x/'] = { ...entry, file: outside }
    parsed.documents['/%2e%2e/'] = entry
    parsed.documents['/.hidden'] = entry
    writeFileSync(manifest, JSON.stringify(parsed))
    remove('articles/lake.json')
    await refreshAndExport()
    for (const file of ['robots.txt', 'uk/hello.html', '.hidden'])
      expect(existsSync(path.join(root, file)), file).toBe(true)
  })
})

describe('an export refuses a folder that is not its own and leaves it unchanged:', () => {
  test.each<readonly [string, (root: string) => void, RegExp]>([
    ['one with files', (root) => write(root, 'a.txt', 'a'), /is not empty and contains no export/],
    [
      'one with a manifest of another program',
      (root) => write(root, '.polyfeed/manifest.json', '{}'),
      /is not an export manifest/,
    ],
    [
      "one with another newsroom's export",
      (root) =>
        write(
          root,
          '.polyfeed/manifest.json',
          JSON.stringify({ polyfeed: 1, authority: 'other.example,2020', documents: {} }),
        ),
      /has the export of other\.example,2020/,
    ],
    ['one that another process is writing to', (root) => write(root, '.polyfeed/lock', '1'), /Process 1 is writing/],
  ])('%s', async (_name, prepare, sentence) => {
    const { app } = await publishNewsroom({ files: FILES })
    const root = folder()
    prepare(root)
    await expect(exportTo(app, root)).rejects.toThrow(sentence)
    expect(servedFiles(root).filter((file) => file !== 'a.txt')).toEqual([])
  })

  test('one with a symbolic link that leads out of it', async () => {
    const { app } = await publishNewsroom({ files: FILES })
    const [root, elsewhere] = [folder(), folder()]
    await exportTo(app, root)
    const { app: other } = await publishNewsroom({
      files: { ...FILES, 'articles/new.json': article({ tags: ['new'] }) },
    })
    symlinkSync(elsewhere, path.join(root, 'uk/tags/new'))
    await expect(exportTo(other, root)).rejects.toThrow(/leads out of/)
    expect(readdirSync(elsewhere)).toEqual([])
  })
})

describe('terms in file names:', () => {
  test('are decoded, in any script', async () => {
    const { app, root } = await exportedNewsroom({
      files: {
        'articles/a.json': article({ tags: ['Новини дня', 'C++', '東京', 'كرة القدم', '../../etc', '.git', '%2e%2e'] }),
      },
    })
    for (const name of ['новини-дня', 'c-plus-plus', '東京', 'كرة-القدم', 'etc', 'git', '2e2e']) {
      expect(existsSync(path.join(root, 'uk/tags', name, 'rss.xml.br')), name).toBe(true)
    }
    await expectServed(app, root)
  })

  test('are skipped and reported if too long', async () => {
    const long = '橋'.repeat(86)
    const { app, root } = await exportedNewsroom({
      files: { 'articles/a.json': article({ tags: [long, '橋'.repeat(85)] }) },
    })
    const built = await exportTo(app, root)
    expect(built.unnamablePaths.length).toBeGreaterThan(0)
    expect(built.unnamablePaths.every((target) => decodeURI(target).includes(`/${long}/`))).toBe(true)
    expect(existsSync(path.join(root, 'uk/tags', '橋'.repeat(85), 'rss.xml'))).toBe(true)
  })
})

test('the export omits partners with tokens, moved and retired terms', async () => {
  const { exportAgain, root } = await exportedNewsroom({
    site: {
      partners: { wire: { tokenFile: 'wire.token' }, open: {} },
      retired: { tags: ['lake'] },
      moved: { tags: { stream: 'river' } },
    },
    files: { ...FILES, 'wire.token': 'a-token-of-16-characters' },
  })
  const { built } = await exportAgain()
  expect(built.withheld).toEqual(['wire'])
  const paths = [...manifestOf(root).keys()]
  expect(paths.filter((target) => /wire|lake|stream/.test(target))).toEqual([])
  expect(paths).toContain('/partners/open/uk/news-sitemap.xml')
})

function write(root: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}
