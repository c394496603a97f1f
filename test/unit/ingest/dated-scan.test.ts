import { rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { IngestedPart } from '../../../src/ingest/ingest.ts'
import { sourcesOf } from '../../../src/sources/sources.ts'
import type { FileMark } from '../../../src/store/files.ts'
import { folderWith, incomingHere, readingsOf, siteOf } from '../../support/desk.ts'
import { HAS_GIT, repositoryIn } from '../../support/repository.ts'

const story = (title: string): string => `---\ntitle: ${title}\n---\nText.\n`

/** A source with dates of git. Each call reads the changes since the previous call. */
function deskOf(folder: string, dates: readonly string[]) {
  const site = siteOf({ sources: [{ type: 'markdown', path: 'blog', dates }] })
  const incoming = incomingHere(sourcesOf(site, folder), { site, servesMedia: false })
  const marks = new Map<string, FileMark>()
  return async (): Promise<IngestedPart> => {
    const part = await readingsOf(incoming, marks)
    for (const { file, mark } of [...part.changed, ...part.touched]) marks.set(file, mark)
    for (const file of part.vanished) marks.delete(file)
    return part
  }
}

const outcome = ({ changed }: IngestedPart) =>
  changed.map(({ file, variants, quarantined }) => [
    file,
    ...variants.map(({ published, updated }) => [published, updated].map((at) => new Date(at).getUTCFullYear()).join()),
    ...quarantined.map(({ reason }) => reason),
  ])

describe.skipIf(!HAS_GIT)('a source with dates of git', () => {
  test('reads a file again after a commit, and no other file', async () => {
    const folder = folderWith({ 'blog/a.en.md': story('A'), 'blog/b.en.md': story('B') })
    const { git, write, commit } = repositoryIn(folder)
    git(['add', 'blog/a.en.md'])
    git(['commit', '--quiet', '--message=x'], '2020-06-01T00:00:00Z')
    const read = deskOf(folder, ['frontMatter', 'git'])
    expect(outcome(await read())).toEqual([
      ['blog/a.en.md', '2020,2020'],
      ['blog/b.en.md', 'value_missing'],
    ])
    expect(outcome(await read())).toEqual([])
    commit('2021-06-01T00:00:00Z')
    expect(outcome(await read())).toEqual([['blog/b.en.md', '2021,2021']])
    write({ 'blog/a.en.md': story('A new title') })
    expect(outcome(await read())).toEqual([['blog/a.en.md', '2020,2020']])
    commit('2022-06-01T00:00:00Z')
    expect(outcome(await read())).toEqual([['blog/a.en.md', '2020,2022']])
    commit('2023-06-01T00:00:00Z')
    expect(await read()).toMatchObject({ changed: [], touched: [], vanished: [], missing: [] })
  })

  test('reports a history that cannot be read once, and follows the other rules', async () => {
    const folder = folderWith({
      'blog/a.en.md': story('A'),
      'blog/b.en.md': `---\ntitle: B\ndate: 2019-06-01\n---\nB\n`,
    })
    const read = deskOf(folder, ['frontMatter', 'git'])
    const first = await read()
    expect(outcome(first)).toEqual([
      ['blog/a.en.md', 'value_missing'],
      ['blog/b.en.md', '2019,2019'],
      ['blog', 'git_history'],
    ])
    expect(first.changed.at(-1)?.quarantined[0]?.message).toContain('not a git repository')
    expect(outcome(await read())).toEqual([])
    repositoryIn(folder).commit('2020-06-01T00:00:00Z')
    const repaired = await read()
    expect(outcome(repaired)).toEqual([
      ['blog/a.en.md', '2020,2020'],
      ['blog/b.en.md', '2019,2020'],
    ])
    expect(repaired.vanished).toEqual(['blog'])
  })

  test('keeps the dates while the history cannot be read, and still notices files that vanish', async () => {
    const folder = folderWith({ 'blog/a.en.md': story('A'), 'blog/b.en.md': story('B') })
    const { commit } = repositoryIn(folder)
    commit('2020-06-01T00:00:00Z')
    const read = deskOf(folder, ['git'])
    await read()
    rmSync(path.join(folder, '.git'), { recursive: true })
    rmSync(path.join(folder, 'blog/b.en.md'))
    const part = await read()
    expect(outcome(part)).toEqual([['blog', 'git_history']])
    expect(part.vanished).toEqual(['blog/b.en.md'])
  })
})

test('a source with the rule "modified" reads a touched file again', async () => {
  const folder = folderWith({ 'blog/a.en.md': story('A') })
  const file = path.join(folder, 'blog/a.en.md')
  utimesSync(file, 1_600_000_000, 1_600_000_000)
  const read = deskOf(folder, ['frontMatter', 'modified'])
  expect((await read()).changed).toMatchObject([{ variants: [{ published: 1_600_000_000_000 }] }])
  expect((await read()).changed).toEqual([])
  utimesSync(file, 1_700_000_000, 1_700_000_000)
  expect((await read()).changed).toMatchObject([{ variants: [{ published: 1_700_000_000_000 }] }])
})
