import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What the newsroom has that loses them: articles in three folders of ten, and stories. */
export const SIZE = { articles: 30, stories: 5 }

export type Loss = {
  /** Sources that are missing by it. */
  readonly sources: readonly string[]
  /** Files that are lost. */
  readonly lost: number
  inflict(folder: string): void
}

const empty = (folder: string): void => {
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
}
const gone = (folder: string): void => rmSync(folder, { recursive: true })
const replaced = (folder: string): void => {
  gone(folder)
  writeFileSync(folder, 'a file')
}
const half = (folder: string): void => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  for (const name of names.slice(0, names.length / 2)) rmSync(path.join(folder, name))
}

const on = (sources: readonly string[], lost: number, inflict: (folder: string) => void): Loss => ({
  ...{ sources, lost },
  inflict: (folder) => {
    for (const source of sources) inflict(path.join(folder, source))
  },
})
const both = ['articles', 'stories']

export const LOSSES: Readonly<Record<string, Loss>> = {
  'a source is empty': on(['articles'], 30, empty),
  'a small source is empty': on(['stories'], 5, empty),
  'a source is gone': on(['articles'], 30, gone),
  'both are empty': on(both, 35, empty),
  'both are gone': on(both, 35, gone),
  'half of a source': on(['articles'], 15, half),
  'a folder of it is empty': on(['articles'], 10, (folder) => empty(path.join(folder, '1'))),
  'a folder of it is gone': on(['articles'], 10, (folder) => gone(path.join(folder, '1'))),
  'a file is in the place of a source': on(['articles'], 30, replaced),
  'a source is another disk': on(['stories'], 5, (folder) => {
    empty(folder)
    mkdirSync(path.join(folder, 'lost+found'))
  }),
}
