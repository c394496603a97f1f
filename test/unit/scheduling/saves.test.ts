import { expect, test } from 'vitest'
import { createSaveQueue } from '../../../src/scheduling/saves.ts'
import { article, variant } from '../../support/newsroom.ts'
import { publishedPress } from '../../support/press.ts'

/** Records the files of each refresh; a refresh ends when the test says so. */
function recorded(outdated: false | 'program' = false) {
  const refreshed: (readonly string[] | undefined)[] = []
  let end: () => void = () => undefined
  const running = { promise: Promise.resolve() }
  const save = createSaveQueue({
    outdated: () => outdated,
    whenSettled: () => running.promise,
    refresh: (_takeOver, files) => {
      refreshed.push(files)
      running.promise = new Promise((resolve) => {
        end = resolve
      })
      return running.promise as Promise<never>
    },
  })
  return { save, refreshed, endRefresh: () => end() }
}

test('saves during a refresh wait for its end and are refreshed together', async () => {
  const { save, refreshed, endRefresh } = recorded()
  const done = save(['a'])
  await expect.poll(() => refreshed).toEqual([['a']])
  void save(['b'])
  void save(['c', 'd'])
  endRefresh()
  await expect.poll(() => refreshed).toEqual([['a'], ['b', 'c', 'd']])
  endRefresh()
  await done
})

test('unknown files among them are all files', async () => {
  const { save, refreshed, endRefresh } = recorded()
  void save(['a'])
  await expect.poll(() => refreshed.length).toBe(1)
  void save(['b'])
  void save(undefined)
  endRefresh()
  await expect.poll(() => refreshed).toEqual([['a'], undefined])
  endRefresh()
})

test('a newer version of the program makes the editions', async () => {
  const { save, refreshed } = recorded('program')
  await save(['a'])
  expect(refreshed).toEqual([])
})

test('a refresh of all files does not join one of saved files', async () => {
  const story = article({ variants: { en: variant('Bridge', 'en') } })
  const { newsroom } = await publishedPress({ files: { 'a.json': story } })
  const saved = newsroom.refresh(true, ['a.json'])
  const all = newsroom.refresh()
  expect(newsroom.refresh(true, ['a.json'])).toBe(all)
  expect(newsroom.refresh()).toBe(all)
  await Promise.all([saved, all])
  expect(newsroom.refreshCount()).toBe(3)
})
