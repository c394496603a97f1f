import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { currentHeadlines } from '../../../src/config/site-file.ts'
import { AppError } from '../../../src/domain/errors.ts'
import { folderWith, siteOf } from '../../support/desk.ts'
import { SITE } from '../../support/newsroom.ts'

/** A `site.yaml` that changes; every write has a new modification time. */
function editable(headlines: unknown) {
  const folder = folderWith({})
  let seconds = 1_700_000_000
  const write = (text: string): void => {
    const file = path.join(folder, 'site.yaml')
    writeFileSync(file, text)
    utimesSync(file, ++seconds, seconds)
  }
  const writeBlocks = (blocks: unknown): void => write(stringify({ ...SITE, headlines: blocks }))
  writeBlocks(headlines)
  const read = currentHeadlines(folder)
  const now = () => ({ blocks: Object.fromEntries(read().blocks), problems: read().problems })
  return { folder, write, writeBlocks, read, now }
}

test('reads blocks in their order, with any names', () => {
  const blocks = { top: ['c', 'a', 'b'], 'front-page-2': ['a'], empty: [] }
  expect(editable(blocks).now()).toEqual({ blocks, problems: [] })
})

test('a site without headlines has no blocks', () => {
  const { now, write } = editable(undefined)
  expect(now()).toEqual({ blocks: {}, problems: [] })
  write('')
  expect(now()).toEqual({ blocks: {}, problems: [] })
})

describe('while the server runs', () => {
  test('edited headlines take effect', () => {
    const { now, writeBlocks } = editable({ top: ['a', 'b'] })
    expect(now().blocks).toEqual({ top: ['a', 'b'] })
    writeBlocks({ top: ['b', 'a'], sport: ['c'] })
    expect(now().blocks).toEqual({ top: ['b', 'a'], sport: ['c'] })
    writeBlocks({})
    expect(now().blocks).toEqual({})
  })

  test('an unchanged file is not read again', () => {
    const { read } = editable({ top: ['a'] })
    expect(read().blocks).toBe(read().blocks)
  })

  test('other settings of the file do not matter', () => {
    const { now, write } = editable({ top: ['a'] })
    write('languages: 7\nnonsense: true\nheadlines: {top: [b]}')
    expect(now()).toEqual({ blocks: { top: ['b'] }, problems: [] })
  })
})

describe('unreadable headlines are reported, and the last good ones stay in use:', () => {
  test.each([
    ['no YAML', 'headlines: {top: [a', /^The headlines cannot be read: line 1: .*\. The last valid headlines stay/],
    ['no list', 'headlines: {top: a}', /line 1: headlines\.top is not a list/],
    ['no mapping', 'headlines: [a]', /line 1: headlines is not a mapping/],
    ['an id that is none', '\nheadlines:\n  top:\n    - a\n    - ""', /line 5: headlines\.top\[1\] is empty/],
    ['a name that is none', 'headlines: {Top stories: [a]}', /Top stories .*is not a path name/],
    ['too many', stringify({ headlines: { top: Array(101).fill('a') } }), /headlines\.top has more than 100 articles/],
    ['an undefined alias', 'headlines: {top: *all}', /^The headlines cannot be read: line 1: /],
  ])('%s', (_name, text, message) => {
    const { now, write, writeBlocks } = editable({ top: ['a'] })
    now()
    write(text)
    const { blocks, problems } = now()
    expect(blocks).toEqual({ top: ['a'] })
    expect(problems).toMatchObject([{ file: 'site.yaml', place: 'headlines', reason: 'headlines_invalid' }])
    expect(problems[0]?.message).toMatch(message)
    expect(problems[0]?.message).not.toContain('\n')
    expect(now().problems).toEqual(problems)
    writeBlocks({ top: ['b'] })
    expect(now()).toEqual({ blocks: { top: ['b'] }, problems: [] })
  })

  test('a missing file', () => {
    const { folder, now, writeBlocks } = editable({ top: ['a'] })
    now()
    rmSync(path.join(folder, 'site.yaml'))
    expect(now()).toMatchObject({ blocks: { top: ['a'] }, problems: [{ reason: 'headlines_invalid' }] })
    writeBlocks({ top: ['b'] })
    expect(now()).toEqual({ blocks: { top: ['b'] }, problems: [] })
  })
})

test('invalid headlines prevent a start', () => {
  expect(() => siteOf({ headlines: { top: 'a' } })).toThrow(AppError)
  expect(() => siteOf({ headlines: { Top: ['a'] } })).toThrow(/Top .*is not a path name/)
})
