import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { readSite } from '../../../src/config/site-file.ts'
import { MEMORY } from '../../support/memory.ts'
import { SITE } from '../../support/newsroom.ts'

const SECRET = 'a-secret-of-the-tests'

function siteWith(tokens: unknown, sources: unknown = SITE.sources) {
  const folder = mkdtempSync(path.join(MEMORY, 'polyfeed-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    path.join(folder, 'site.yaml'),
    stringify({ ...SITE, sources, moved: { sections: { policy: 'politics' } }, tokens }),
  )
  writeFileSync(path.join(folder, 'cms.token'), `${SECRET}\n`)
  writeFileSync(path.join(folder, 'short.token'), 'short')
  return readSite(folder, { origin: 'http://127.0.0.1:3000' }).site
}

const TOKEN = { name: 'cms', file: 'cms.token', scopes: ['write'] }

test('a token has the secret of its file, and the ids of its sections', () => {
  const written = [
    { ...TOKEN, languages: ['EN'], sections: ['City News', 'Policy'] },
    { ...TOKEN, name: 'other' },
  ]
  expect(siteWith(written).tokens).toEqual([
    { name: 'cms', secret: SECRET, scopes: ['write'], languages: ['en'], sections: ['city-news', 'politics'] },
    { name: 'other', secret: SECRET, scopes: ['write'], languages: null, sections: null },
  ])
})

describe('refuses', () => {
  test.each([
    [[TOKEN, TOKEN], /tokens\[1\]\.name is the name of another token/],
    [[{ ...TOKEN, file: 'short.token' }], /tokens\[0\]\.file names short\.token, which has fewer than 16 characters/],
    [[{ ...TOKEN, file: 'none.token' }], /tokens\[0\]\.file names none\.token, which cannot be read/],
    [[{ ...TOKEN, languages: ['fr'] }], /tokens\[0\]\.languages names fr/],
    [[{ ...TOKEN, scopes: [] }], /tokens\[0\]\.scopes is empty/],
    [[{ ...TOKEN, scopes: ['delete'] }], /tokens\[0\]\.scopes\[0\] is not one of read, write, refresh, admin/],
    [[{ ...TOKEN, token: SECRET }], /tokens\[0\]\.token is not a known key/],
  ])('case %#', (tokens, message) => {
    expect(() => siteWith(tokens)).toThrow(message)
  })
})

test("a source's webhook has the secret of its file", () => {
  const cms = { type: 'ndjson', name: 'cms', path: 'lines.ndjson', key: 'id' }
  const webhook = { scheme: 'ghost', secretFile: 'cms.token' }
  expect(siteWith([], [{ ...cms, webhook }]).sources[0]).toMatchObject({
    fetch: { webhook: { scheme: 'ghost', secret: SECRET } },
  })
  expect(() => siteWith([], [{ ...cms, webhook: { ...webhook, secretFile: 'short.token' } }])).toThrow(
    /sources\[0\]\.webhook\.secretFile names short\.token, which has fewer than 16/,
  )
  expect(() => siteWith([], [{ ...cms, webhook: { ...webhook, scheme: 'drupal' } }])).toThrow(/scheme is not one of/)
})
