import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSite } from '../../../src/config/site-file.ts'
import { isWarning } from '../../../src/domain/article.ts'
import type { HttpSource } from '../../../src/domain/sources.ts'
import { intake } from '../../../src/intake/intake.ts'
import { sourcesOf } from '../../../src/sources/sources.ts'
import { type Fetched, fetchOnce } from '../../support/fetched.ts'
import { type Replay, replay } from '../../support/recorded.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/presets')
const PRESETS = path.resolve(import.meta.dirname, '../../../src/fetching/presets')
const names = readdirSync(PRESETS).map((file) => path.basename(file, '.yaml'))

/** UPDATE_GOLDEN=1 writes the articles after a wanted change. */
function golden(file: string, articles: unknown): unknown {
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, `${JSON.stringify(articles, null, 2)}\n`)
  return JSON.parse(readFileSync(file, 'utf8'))
}

describe.each(names)('the preset %s', (name) => {
  const folder = path.join(FIXTURES, name)
  const { site } = readSite(folder, { origin: 'http://127.0.0.1:3000' })
  const source = site.sources[0] as HttpSource
  let system: Replay
  let all: Fetched

  beforeAll(async () => {
    system = await replay(JSON.parse(readFileSync(path.join(folder, 'answers.json'), 'utf8')))
    all = await fetchOnce(source, system)
  })
  afterAll(() => system.close())

  test('reads everything', () => {
    expect(all.isComplete).toBe(true)
    expect(all.records.length).toBeGreaterThan(1)
    const bodies = new Map(all.records.map(({ key, body }) => [key, body]))
    expect(all.records.filter(({ key, body }) => bodies.get(key) !== body)).toEqual([])
  })

  test('asks for changes since the newest one', async () => {
    const before = system.requests.length
    const changes = await fetchOnce(source, { ...system, mode: 'changes', state: all.state })
    const asked = system.requests.slice(before).map(({ request }) => request)
    expect(changes.isComplete).toBe(false)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((request) => !/2026-|1772438940/.test(request))).toEqual([])
    const known = new Map(all.records.map(({ key, body }) => [key, body]))
    expect(changes.records.filter(({ key, body }) => known.get(key) !== body)).toEqual([])
  })

  test('gives the articles of articles.json, and intake takes all of them', async () => {
    const [reader] = sourcesOf(site, folder)
    const articles: Record<string, unknown> = {}
    const problems: unknown[] = []
    for (const { key, body } of all.records) {
      const record = body === null ? undefined : await reader?.parseRecord?.(`${source.name}:${key}`, body)
      articles[key] = record === undefined ? null : (record.skipped ?? record.raw)
      if (!record || record.skipped) continue
      const { variants, quarantined } = intake({ site, servesMedia: false }, record)
      problems.push(...quarantined.filter(({ reason }) => !isWarning(reason)))
      expect(variants.length).toBeGreaterThan(0)
    }
    expect(problems).toEqual([])
    expect(articles).toEqual(golden(path.join(folder, 'articles.json'), articles))
  })
})
