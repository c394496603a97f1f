import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { gitDates } from '../../../src/sources/git-dates.ts'
import { folderWith } from '../../support/desk.ts'
import { HAS_GIT, repositoryIn } from '../../support/repository.ts'

const LINES = Array.from({ length: 30 }, (_, line) => `The line ${line} of a text.`).join('\n')

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

/** The first and last day of each file. */
async function daysOf(read: ReturnType<typeof gitDates>) {
  const { files } = await read()
  return Object.fromEntries([...files].map(([file, { first, last }]) => [file, `${day(first)} ${day(last)}`]))
}

describe.skipIf(!HAS_GIT)('dates of git', () => {
  test('are those of the first and the last commit of a file, below the folder', async () => {
    const folder = folderWith({})
    const { write, commit } = repositoryIn(folder)
    write({ 'posts/a.md': 'a', 'posts/deep/b.md': 'b', 'other/c.md': 'c' })
    commit('2020-01-01T00:00:00Z')
    write({ 'posts/a.md': 'a2', 'posts/мости й "q"\n.md': 'd' })
    commit('2021-06-03T10:00:00+02:00')
    write({ 'posts/new.md': 'not committed' })
    const { files, shallowSince } = await gitDates(path.join(folder, 'posts'))()
    expect(shallowSince).toBeUndefined()
    expect(Object.fromEntries(files)).toEqual({
      'a.md': { first: Date.UTC(2020, 0, 1), last: Date.UTC(2021, 5, 3, 8) },
      'deep/b.md': { first: Date.UTC(2020, 0, 1), last: Date.UTC(2020, 0, 1) },
      'мости й "q"\n.md': { first: Date.UTC(2021, 5, 3, 8), last: Date.UTC(2021, 5, 3, 8) },
    })
  })

  test('follow a file that is renamed, also if its text changes a little, and a file that takes its name', async () => {
    const folder = folderWith({})
    const { write, commit } = repositoryIn(folder)
    write({ 'a.md': LINES })
    commit('2020-01-01T00:00:00Z')
    write({ 'a.md': null, 'b/index.md': LINES })
    commit('2021-01-01T00:00:00Z')
    write({ 'a.md': 'Another text' })
    commit('2022-01-01T00:00:00Z')
    write({ 'b/index.md': null, 'c.md': `${LINES}\nA new line.` })
    commit('2023-01-01T00:00:00Z')
    expect(await daysOf(gitDates(folder))).toEqual({
      'c.md': '2020-01-01 2023-01-01',
      'a.md': '2022-01-01 2022-01-01',
    })
  })

  test('follow a file into the folder, also if the history is read in parts', async () => {
    const folder = folderWith({})
    const { write, commit } = repositoryIn(folder)
    write({ 'drafts/a.md': LINES, 'blog/b.md': 'b' })
    commit('2020-01-01T00:00:00Z')
    const inParts = gitDates(path.join(folder, 'blog'))
    expect(await daysOf(inParts)).toEqual({ 'b.md': '2020-01-01 2020-01-01' })
    write({ 'drafts/a.md': null, 'blog/a.md': `${LINES}.` })
    commit('2021-01-01T00:00:00Z')
    expect(await daysOf(inParts)).toMatchObject({ 'a.md': '2020-01-01 2021-01-01' })
    write({ 'blog/a.md': null, 'drafts/a.md': `${LINES}.` })
    commit('2022-01-01T00:00:00Z')
    expect(await daysOf(inParts)).toEqual(await daysOf(gitDates(path.join(folder, 'blog'))))
  })

  test('a rename alone is no change', async () => {
    const folder = folderWith({})
    const { write, commit } = repositoryIn(folder)
    write({ 'a.md': LINES })
    commit('2020-01-01T00:00:00Z')
    write({ 'a.md': null, 'b.md': LINES })
    commit('2021-01-01T00:00:00Z')
    expect(await daysOf(gitDates(folder))).toEqual({ 'b.md': '2020-01-01 2020-01-01' })
  })

  test('are the same if the history is read in parts', async () => {
    const folder = folderWith({})
    const { git, write, commit } = repositoryIn(folder)
    write({ 'a.md': LINES, 'b.md': 'b' })
    commit('2020-01-01T00:00:00Z')
    const inParts = gitDates(folder)
    const steps: (() => void)[] = [
      () => write({ 'a.md': `${LINES}.` }),
      () => write({ 'a.md': null, 'c.md': `${LINES}.` }),
      () => write({ 'a.md': 'new', 'b.md': null }),
      () => write({ 'b.md': 'back' }),
      () => undefined,
    ]
    for (const [index, step] of steps.entries()) {
      step()
      commit(`202${index + 1}-01-01T00:00:00Z`)
      expect(await daysOf(inParts)).toEqual(await daysOf(gitDates(folder)))
    }
    git(['checkout', '--quiet', '-b', 'side', 'HEAD~2'])
    write({ 'side.md': 's' })
    commit('2019-01-01T00:00:00Z')
    git(['checkout', '--quiet', 'main'])
    git(['merge', '--quiet', '--no-ff', '--message=merge', 'side'], '2027-01-01T00:00:00Z')
    expect(await daysOf(inParts)).toMatchObject({ 'side.md': '2019-01-01 2019-01-01' })
    expect(await daysOf(inParts)).toEqual(await daysOf(gitDates(folder)))
    git(['reset', '--quiet', '--hard', 'HEAD~3'])
    expect(await daysOf(inParts)).toEqual(await daysOf(gitDates(folder)))
  })

  test('have the date at which a shallow history begins, until the history is complete', async () => {
    const folder = folderWith({ 'origin/a.md': 'a' })
    const origin = path.join(folder, 'origin')
    const { git, write, commit } = repositoryIn(origin)
    commit('2020-01-01T00:00:00Z')
    write({ 'a.md': 'b' })
    commit('2021-01-01T00:00:00Z')
    git(['clone', '--quiet', '--depth=1', `file://${origin}`, path.join(folder, 'clone')])
    const read = gitDates(path.join(folder, 'clone'))
    const { files, shallowSince } = await read()
    expect([files.get('a.md')?.first, shallowSince]).toEqual([Date.UTC(2021, 0, 1), Date.UTC(2021, 0, 1)])
    git(['-C', path.join(folder, 'clone'), 'fetch', '--quiet', '--unshallow'])
    expect(await read()).toMatchObject({ shallowSince: undefined })
    expect((await read()).files.get('a.md')?.first).toBe(Date.UTC(2020, 0, 1))
  })

  test('cannot be read if git is missing', async () => {
    vi.stubEnv('PATH', '/nonexistent')
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(gitDates(folderWith({}))()).rejects.toThrow('git is not installed')
  })

  test('cannot be read outside a repository, in a missing folder, and before the first commit', async () => {
    const folder = folderWith({})
    mkdirSync(path.join(folder, 'empty'))
    repositoryIn(path.join(folder, 'empty'))
    await expect(gitDates(folder)()).rejects.toThrow('not a git repository')
    await expect(gitDates(path.join(folder, 'missing'))()).rejects.toThrow('cannot change to')
    await expect(gitDates(path.join(folder, 'empty'))()).rejects.toThrow(/HEAD/)
  })
})
