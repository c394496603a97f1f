import path from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { folderWith } from '../../support/desk.ts'

const SITE = 'title: H\nbaseUrl: https://h.example\nauthority: h.example,2020\nlanguages: [uk]\n'

test('pictures are served if there is a media folder', () => {
  const bare = folderWith({ 'site.yaml': SITE })
  const pictured = folderWith({ 'site.yaml': SITE, 'media/bridge.svg': '<svg/>' })
  expect(readConfig({ POLYFEED_DATA: bare }).media).toBeNull()
  expect(readConfig({ POLYFEED_DATA: pictured }).media).toBe(path.join(pictured, 'media'))
})

test('locales are merged in order: the program’s, POLYFEED_LOCALES, the newsroom’s', () => {
  const folder = folderWith({ 'site.yaml': SITE })
  const over = folderWith({ 'uk/pages.json': '{}' })
  const { localeFolders } = readConfig({ POLYFEED_DATA: folder, POLYFEED_LOCALES: over })
  expect(localeFolders.slice(1)).toEqual([over, path.join(folder, 'locales')])
  expect(localeFolders[0]).toBe(path.resolve(import.meta.dirname, '../../../locales'))
})

test('a missing POLYFEED_LOCALES folder prevents a start', () => {
  const variables = { POLYFEED_DATA: folderWith({ 'site.yaml': SITE }), POLYFEED_LOCALES: '/nowhere/locales' }
  expect(() => readConfig(variables)).toThrow('POLYFEED_LOCALES names /nowhere/locales, which does not exist')
})

test('addresses are ASCII, as header fields require', () => {
  const folder = folderWith({ 'site.yaml': `${SITE}feedUrl: https://вісник.укр/стрічки/` })
  expect(readConfig({ POLYFEED_DATA: folder }).site.feedUrl).toMatch(
    /^https:\/\/xn--[\x21-\x7E]+\/%D1[\x21-\x7E]+[^/]$/,
  )
})

test.each(['https://f.example/?a=1', 'https://f.example/#a', 'https://me:pass@f.example/'])(
  '%s cannot be the base of paths',
  (url) => {
    const why = 'has a query, a fragment or a password'
    const plain = folderWith({ 'site.yaml': SITE })
    expect(() => readConfig({ POLYFEED_DATA: plain, POLYFEED_BASE_URL: url })).toThrow(`POLYFEED_BASE_URL ${why}`)
    const own = folderWith({ 'site.yaml': `${SITE}feedUrl: "${url}"` })
    expect(() => readConfig({ POLYFEED_DATA: own })).toThrow(`feedUrl ${why}`)
  },
)

test.each([
  [{}, 'http://127.0.0.1:3000'],
  [{ PORT: '4401' }, 'http://127.0.0.1:4401'],
  [{ HOST: '0.0.0.0', PORT: '80' }, 'http://localhost'],
  [{ HOST: '::1' }, 'http://[::1]:3000'],
])('without feedUrl, links follow HOST and PORT: %j', (environment, origin) => {
  const folder = folderWith({ 'site.yaml': SITE })
  const { site } = readConfig({ POLYFEED_DATA: folder, ...environment })
  expect([site.feedUrl, site.hasPublicAddress]).toEqual([origin, false])
  const named = readConfig({ POLYFEED_DATA: folder, ...environment, POLYFEED_BASE_URL: 'https://feeds.example' })
  expect([named.site.feedUrl, named.site.hasPublicAddress]).toEqual(['https://feeds.example', true])
})

test('POLYFEED_BASE_URL overrides feedUrl', () => {
  const folder = folderWith({ 'site.yaml': `${SITE}feedUrl: https://feeds.example` })
  const { site } = readConfig({ POLYFEED_DATA: folder, POLYFEED_BASE_URL: 'http://127.0.0.1:3000' })
  expect([site.baseUrl, site.feedUrl]).toEqual(['https://h.example/', 'http://127.0.0.1:3000'])
})

test('the configuration is frozen', () => {
  expect(Object.isFrozen(readConfig({ POLYFEED_DATA: folderWith({ 'site.yaml': SITE }) }))).toBe(true)
})
