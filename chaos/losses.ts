import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The newsroom before the loss: articles in three folders of ten, and stories. */
export const SIZE = { articles: 30, stories: 5 }

export type Loss = {
  /** Sources that /readyz must name as missing. */
  readonly sources: readonly string[]
  /** Number of lost files. */
  readonly lostFiles: number
  inflict(folder: string): void
}

const emptyFolder = (folder: string): void => {
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
}
const remove = (folder: string): void => rmSync(folder, { recursive: true })
const replaceByFile = (folder: string): void => {
  remove(folder)
  writeFileSync(folder, 'a file')
}
const removeHalf = (folder: string): void => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  for (const name of names.slice(0, names.length / 2)) rmSync(path.join(folder, name))
}

const lossOf = (sources: readonly string[], lostFiles: number, inflict: (folder: string) => void): Loss => ({
  ...{ sources, lostFiles },
  inflict: (folder) => {
    for (const source of sources) inflict(path.join(folder, source))
  },
})
const bothSources = ['articles', 'stories']

export const LOSSES: Readonly<Record<string, Loss>> = {
  'a source is empty': lossOf(['articles'], 30, emptyFolder),
  'a small source is empty': lossOf(['stories'], 5, emptyFolder),
  'a source is gone': lossOf(['articles'], 30, remove),
  'both are empty': lossOf(bothSources, 35, emptyFolder),
  'both are gone': lossOf(bothSources, 35, remove),
  'half of a source': lossOf(['articles'], 15, removeHalf),
  'a folder of it is empty': lossOf(['articles'], 10, (folder) => emptyFolder(path.join(folder, '1'))),
  'a folder of it is gone': lossOf(['articles'], 10, (folder) => remove(path.join(folder, '1'))),
  'a file is in the place of a source': lossOf(['articles'], 30, replaceByFile),
  'a source is another disk': lossOf(['stories'], 5, (folder) => {
    emptyFolder(folder)
    mkdirSync(path.join(folder, 'lost+found'))
  }),
}
