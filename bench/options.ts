import { parseArgs } from 'node:util'
import { WRITTEN_LANGUAGES } from './prose.ts'

export const SECTIONS = ['refresh', 'serving', 'polling', 'scale', 'compose', 'hugo', 'sources', 'internet'] as const
export type Section = (typeof SECTIONS)[number]

export const USAGE = `Usage: npm run bench -- [--only ${SECTIONS.join(',')}] [--rounds 7] [--json]
  refresh, hugo: [--articles 2000] [--languages 3] [--tags 30]
  serving: [--encodings identity,gzip,br] [--seconds 3]
  serving, sources: [--variants 100000]
  scale: [--sizes 10000,100000] [--feeds 1000] [--postgres]
`

const OPTIONS = {
  only: { type: 'string', default: SECTIONS.join(',') },
  articles: { type: 'string', default: '2000' },
  languages: { type: 'string', default: '3' },
  tags: { type: 'string', default: '30' },
  rounds: { type: 'string', default: '7' },
  seconds: { type: 'string', default: '3' },
  sizes: { type: 'string', default: '10000,100000' },
  feeds: { type: 'string', default: '1000' },
  encodings: { type: 'string', default: 'identity,gzip,br' },
  variants: { type: 'string', default: '100000' },
  postgres: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const MAX = {
  ...{ articles: 100_000, languages: WRITTEN_LANGUAGES.length, tags: 1000, rounds: 100, seconds: 600 },
  ...{ sizes: 10_000_000, feeds: 100_000, variants: 1_000_000 },
}

export type Options = Readonly<Record<Exclude<keyof typeof MAX, 'sizes'>, number>> & {
  readonly only: ReadonlySet<Section>
  /** Numbers of variants, ascending. */
  readonly sizes: readonly number[]
  /** Values of Accept-Encoding, each requested equally often. */
  readonly encodings: readonly string[]
  readonly postgres: boolean
  readonly json: boolean
  readonly help: boolean
}

/** @throws Error that names the invalid argument */
export function readOptions(): Options {
  const values = parseArgs({ options: OPTIONS }).values
  const number = (name: keyof typeof MAX, text = values[name]): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= 1 && value <= MAX[name]) return value
    throw new Error(`--${name} must be a whole number from 1 to ${MAX[name]}`)
  }
  const only = values.only.split(',').map((name) => {
    const section = SECTIONS.find((one) => one === name)
    if (section) return section
    throw new Error(`--only must list sections, separated by commas: ${SECTIONS.join(', ')}`)
  })
  const { postgres, json, help } = values
  return {
    ...{ articles: number('articles'), languages: number('languages'), tags: number('tags') },
    ...{ rounds: number('rounds'), seconds: number('seconds'), feeds: number('feeds') },
    variants: number('variants'),
    encodings: values.encodings.split(','),
    only: new Set(only),
    sizes: values.sizes
      .split(',')
      .map((size) => number('sizes', size))
      .toSorted((a, b) => a - b),
    ...{ postgres, json, help },
  }
}
