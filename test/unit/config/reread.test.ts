import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { AppError } from '../../../src/domain/errors.ts'
import { folderWith, siteOf } from '../../support/desk.ts'
import { configOf, SITE } from '../../support/newsroom.ts'

/** A `site.yaml` that changes; every write has a new modification time. */
function editable(site: Record<string, unknown> = {}, files: Record<string, string> = {}) {
  const folder = folderWith(files)
  let seconds = 1_700_000_000
  const write = (text: string, name = 'site.yaml'): void => {
    const file = path.join(folder, name)
    writeFileSync(file, text)
    utimesSync(file, ++seconds, seconds)
  }
  const writeSite = (over: Record<string, unknown>): void => write(stringify({ ...SITE, ...over }))
  writeSite(site)
  const { reread } = configOf(folder)
  const blocks = () => Object.fromEntries(reread().headlines)
  return { folder, write, writeSite, reread, blocks }
}

test('an unchanged file is not read again', () => {
  const { reread } = editable()
  expect(reread()).toBe(reread())
})

test('changed settings and headlines take effect', () => {
  const { reread, blocks, writeSite } = editable({ headlines: { top: ['a', 'b'] } })
  expect(blocks()).toEqual({ top: ['a', 'b'] })
  writeSite({ title: 'Other', languages: ['en'], headlines: { top: ['b', 'a'], sport: ['c'] } })
  expect(reread().site).toMatchObject({ title: 'Other', languages: ['en'] })
  expect([blocks(), reread().problems]).toEqual([{ top: ['b', 'a'], sport: ['c'] }, []])
})

test('a changed secret beside the file takes effect', () => {
  const partners = { agency: { tokenFile: 'agency.token' } }
  const { reread, write } = editable({ partners }, { 'agency.token': 'a-first-token-of-theirs' })
  write('a-second-token-of-theirs', 'agency.token')
  expect(reread().site.partners.get('agency')?.token).toBe('a-second-token-of-theirs')
})

test('a changed authority is reported and takes effect at a restart', () => {
  const { reread, writeSite } = editable()
  writeSite({ authority: 'herald.example,2021', title: 'Other' })
  expect(reread().site).toMatchObject({ authority: 'herald.example,2020', title: 'Other' })
  expect(reread().problems).toMatchObject([{ place: 'authority', reason: 'restart_needed', severity: 'warning' }])
  writeSite({ title: 'Other' })
  expect(reread().problems).toEqual([])
})

describe('an invalid file is a problem, and the last good settings stay in use:', () => {
  test.each([
    [
      'no YAML',
      'headlines: {top: [a',
      'line 1',
      /^site\.yaml cannot be read: line 1: .*\. The last valid settings stay/,
    ],
    ['a wrong key', 'titel: x', 'line 1', /is not a known key|is missing/],
    ['a wrong value', stringify({ ...SITE, schedule: 'never' }), /^line \d+, schedule$/, /is not a cron expression/],
    ['a broken rule', stringify({ ...SITE, fallback: { uk: ['de'] } }), /^line \d+, fallback\.uk$/, /names de/],
    ['an undefined alias', 'headlines: {top: *all}', 'line 1', /^site\.yaml cannot be read: line 1: /],
  ])('%s', (_name, text, place, message) => {
    const { reread, write, writeSite } = editable()
    const { site } = reread()
    write(text)
    expect(reread().site).toBe(site)
    expect(reread().problems).toMatchObject([{ file: 'site.yaml', reason: 'config_invalid' }])
    expect(reread().problems[0]?.place).toMatch(place)
    expect(reread().problems[0]?.message).toMatch(message)
    expect(reread().problems[0]?.message).not.toContain('\n')
    writeSite({ title: 'Other' })
    expect(reread()).toMatchObject({ site: { title: 'Other' }, problems: [] })
  })

  test('a missing file', () => {
    const { folder, reread, writeSite } = editable()
    rmSync(path.join(folder, 'site.yaml'))
    expect(reread()).toMatchObject({ site: { baseUrl: 'https://herald.example/' }, problems: [{ place: '' }] })
    writeSite({})
    expect(reread().problems).toEqual([])
  })
})

test('invalid headlines prevent a start', () => {
  expect(() => siteOf({ headlines: { top: 'a' } })).toThrow(AppError)
  expect(() => siteOf({ headlines: { Top: ['a'] } })).toThrow(/Top .*is not a path name/)
})
