import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultDataFolder } from '../../../src/config/data-folder.ts'

test.each([
  ['data, if it is a newsroom', ['.', 'data', 'news'], 'data'],
  ['the working directory, if it is a newsroom', ['.', 'news'], '.'],
  ['the only subfolder that is a newsroom', ['news'], 'news'],
  ['data, if several subfolders are newsrooms', ['news', 'more'], 'data'],
  ['data, if there is no newsroom', [], 'data'],
])('is %s', (_title, newsrooms, expected) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(path.join(folder, 'node_modules'))
  for (const newsroom of newsrooms) {
    mkdirSync(path.join(folder, newsroom), { recursive: true })
    writeFileSync(path.join(folder, newsroom, 'site.yaml'), '')
  }
  expect(defaultDataFolder(folder)).toBe(expected)
})
