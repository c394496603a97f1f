import path from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { folderWith } from '../../support/desk.ts'

const SITE = 'title: H\nbaseUrl: https://h.example\nauthority: h.example,2020\nlanguages: [uk]\n'

test('pictures are served where the newsroom has a folder of them', () => {
  const bare = folderWith({ 'site.yaml': SITE })
  const pictured = folderWith({ 'site.yaml': SITE, 'media/bridge.svg': '<svg/>' })
  expect(readConfig({ POLYFEED_DATA: bare }).media).toBeNull()
  expect(readConfig({ POLYFEED_DATA: pictured }).media).toBe(path.join(pictured, 'media'))
})

test('texts are laid over each other: the program’s, those of POLYFEED_LOCALES, the newsroom’s', () => {
  const folder = folderWith({ 'site.yaml': SITE })
  const { localeFolders } = readConfig({ POLYFEED_DATA: folder, POLYFEED_LOCALES: '/srv/locales' })
  expect(localeFolders.slice(1)).toEqual(['/srv/locales', path.join(folder, 'locales')])
  expect(localeFolders[0]).toBe(path.resolve(import.meta.dirname, '../../../locales'))
})

test('POLYFEED_BASE_URL is where the feeds are, whatever site.yaml says', () => {
  const folder = folderWith({ 'site.yaml': `${SITE}feedUrl: https://feeds.example` })
  const { site } = readConfig({ POLYFEED_DATA: folder, POLYFEED_BASE_URL: 'http://127.0.0.1:3000' })
  expect([site.baseUrl, site.feedUrl]).toEqual(['https://h.example', 'http://127.0.0.1:3000'])
})

test('what is read cannot be changed any more', () => {
  expect(Object.isFrozen(readConfig({ POLYFEED_DATA: folderWith({ 'site.yaml': SITE }) }))).toBe(true)
})
