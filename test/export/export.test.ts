import { statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import type { BuildResult } from '../../src/export/build.ts'
import type { ManifestEntry } from '../../src/export/manifest.ts'
import { decoded, exportFolder, exportTo, manifestOf, servedFiles, withoutQuestions } from '../support/exported.ts'
import { feedPaths, sharedSample } from '../support/sample.ts'
import { wire } from '../support/wire.ts'

describe('an export of the sample newsroom', () => {
  const { root, remove } = exportFolder()
  let app: App
  let built: BuildResult
  let manifest: ReadonlyMap<string, ManifestEntry>
  beforeAll(async () => {
    app = await sharedSample()
    built = await exportTo(app, root)
    manifest = manifestOf(root)
  }, 240_000)
  afterAll(remove)

  test("has every path with the server's bytes and fields", async () => {
    const ask = await wire(app.handler)
    for (const [target, entry] of manifest) {
      const { status, headers, body } = await ask(target)
      expect(status, target).toBe(200)
      const isPage = entry.mediaType.startsWith('text/html')
      expect(decoded(root, entry.file).equals(isPage ? withoutQuestions(body) : body), target).toBe(true)
      expect([entry.mediaType, entry.contentLanguage ?? undefined, entry.cacheControl], target).toEqual([
        headers['content-type'],
        headers['content-language'],
        headers['cache-control'],
      ])
      if (!isPage) expect(entry.etag, target).toBe(headers.etag)
      // The schema has no date: its file has the date of the edition.
      if (headers['last-modified']) expect(entry.lastModified, target).toBe(headers['last-modified'])
    }
  }, 240_000)

  test('has every file encoded, all with the same time', () => {
    for (const [target, { file, lastModified, sizes }] of manifest) {
      const plain = decoded(root, file)
      for (const [suffix, size] of [
        ['', sizes.identity],
        ['.br', sizes.br],
        ['.gz', sizes.gzip],
      ] as const) {
        expect(decoded(root, file + suffix).equals(plain), target + suffix).toBe(true)
        const stats = statSync(path.join(root, file + suffix))
        expect([stats.size, stats.mtime.toUTCString()], target + suffix).toEqual([size, lastModified])
      }
    }
    expect(servedFiles(root).length).toBe(3 * manifest.size)
    expect([built.documents, built.written, built.deleted]).toEqual([manifest.size, manifest.size, 0])
  })

  test('has every feed, empty or not, and every document that its documents link to', () => {
    for (const feed of feedPaths(app)) expect(manifest.has(feed), feed).toBe(true)
    const missing = new Set<string>()
    for (const { file } of manifest.values()) {
      const text = decoded(root, file).toString()
      const links = text.matchAll(/(?:\shref="|["'>(]http:\/\/127\.0\.0\.1:3000)(\/[^"'<>\s)]*)/g)
      for (const [, link = ''] of links) {
        const target = link.replaceAll('\\', '').replace(/[?#].*/, '')
        if (!manifest.has(target) && !target.startsWith('/media/') && !target.startsWith('//')) missing.add(target)
      }
    }
    // Only a server can be a hub.
    expect([...missing]).toEqual(['/hub'])
  })

  test.each([
    '/feeds.opml',
    '/uk/feeds.opml',
    '/uk/news-sitemap.xml',
    '/schemas/article.json',
    '/uk/',
    '/uk/tags/river/',
    '/embed/uk/headlines.json',
    '/embed/uk/tags/river/headlines.json',
    '/embed/polyfeed-headlines.js',
  ])('has %s', (target) => {
    expect(manifest.has(target)).toBe(true)
  })
})
