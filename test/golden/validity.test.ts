import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { XMLValidator } from 'fast-xml-parser'
import { beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { jsonFeedProblems } from '../support/json-feed-schema.ts'
import { bodiesOf, bodyOf, feedPaths, sharedSample } from '../support/sample.ts'

// Validates every feed of the sample newsroom with independent schemas.

const SCHEMA = process.env.RFC4287_RNG ?? fileURLToPath(new URL('../../../shared/schemas/rfc4287.rng', import.meta.url))

function whyNotAtom(): string | undefined {
  if (spawnSync('xmllint', ['--version']).error) return 'xmllint is not on the PATH (Debian: libxml2-utils)'
  if (!existsSync(SCHEMA)) return `there is no RELAX NG schema of RFC 4287 at ${SCHEMA} (RFC4287_RNG names another)`
  return undefined
}

const missing = whyNotAtom()
if (missing) console.warn(`NOT RUN: Atom feeds against RFC 4287, because ${missing}`)

let app: App
beforeAll(async () => {
  app = await sharedSample()
})

test.skipIf(missing !== undefined)('every Atom feed is valid in the schema of RFC 4287', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-atom-'))
  try {
    const files = [...(await bodiesOf(app, feedPaths(app, ['atom'])))].map(([feed, body]) => {
      const file = path.join(folder, feed.slice(1).replaceAll('/', '.'))
      writeFileSync(file, body)
      return file
    })
    expect(files.length).toBeGreaterThan(100)
    const options = { encoding: 'utf8', stdio: 'pipe' } as const
    expect(() => execFileSync('xmllint', ['--noout', '--relaxng', SCHEMA, ...files], options)).not.toThrow()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('every JSON feed is valid in the schema of JSON Feed 1.1', async () => {
  const bodies = await bodiesOf(app, feedPaths(app, ['json']))
  expect(bodies.size).toBeGreaterThan(100)
  const problems = [...bodies].map(([feed, body]) => [feed, jsonFeedProblems(JSON.parse(body))])
  expect(problems.filter(([, reasons]) => reasons?.length)).toEqual([])
})

test('every RSS and Atom feed and every OPML list is well-formed XML', async () => {
  const lists = ['/feeds.opml', '/uk/feeds.opml', '/ar/feeds.opml']
  for (const [feed, body] of await bodiesOf(app, [...feedPaths(app, ['rss', 'atom']), ...lists])) {
    expect([feed, XMLValidator.validate(body)]).toEqual([feed, true])
  }
})

test('every feed has one self link', async () => {
  const { feedUrl } = app.newsroom.current()?.context.site ?? {}
  for (const feed of feedPaths(app, ['rss', 'atom'])) {
    const body = await bodyOf(app, feed)
    const self = [...body.matchAll(/<(?:atom:)?link [^>]*rel="self"[^>]*>/g)].map(([link]) => link)
    expect(self).toHaveLength(1)
    expect(self[0]).toContain(`href="${feedUrl}${feed}"`)
  }
  for (const feed of feedPaths(app, ['json'])) {
    expect(JSON.parse(await bodyOf(app, feed)).feed_url).toBe(`${feedUrl}${feed}`)
  }
})
