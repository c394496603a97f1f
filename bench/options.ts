import { parseArgs } from 'node:util'
import { CORPORA, type Corpus } from './newsroom.ts'
import { WRITTEN_LANGUAGES } from './prose.ts'

export const SECTIONS = [
  'refresh',
  'memory',
  'serving',
  'polling',
  'scale',
  'compose',
  'hugo',
  'export',
  'sources',
  'push',
  'internet',
] as const
export type Section = (typeof SECTIONS)[number]

const STORES = ['sqlite', 'postgres'] as const
export type BenchStore = (typeof STORES)[number]

export const USAGE = `Usage: npm run bench -- [--only ${SECTIONS.join(',')}] [--rounds 7] [--json]
  refresh, memory, hugo, export: [--articles 2000] [--languages 3] [--tags 30]
  refresh: [--corpus markdown,html] with a tenth of the articles as html
  serving: [--encodings identity,gzip,br] [--seconds 3]
  serving, sources: [--variants 100000]
  push: [--subscribers 10000]
  scale: [--sizes 10000,100000] [--feeds 1000] [--store sqlite,postgres]
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
  corpus: { type: 'string', default: CORPORA.join(',') },
  variants: { type: 'string', default: '100000' },
  store: { type: 'string', default: 'sqlite' },
  subscribers: { type: 'string', default: '10000' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const MAX = {
  ...{ articles: 100_000, languages: WRITTEN_LANGUAGES.length, tags: 1000, rounds: 100, seconds: 600 },
  ...{ sizes: 10_000_000, feeds: 100_000, variants: 1_000_000, subscribers: 1_000_000 },
}

export type Options = Readonly<Record<Exclude<keyof typeof MAX, 'sizes'>, number>> & {
  readonly only: ReadonlySet<Section>
  /** Numbers of variants, ascending. */
  readonly sizes: readonly number[]
  /** Values of Accept-Encoding, each requested equally often. */
  readonly encodings: readonly string[]
  readonly stores: ReadonlySet<BenchStore>
  readonly corpora: ReadonlySet<Corpus>
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
  const setOf = <Name extends string>(option: 'only' | 'corpus' | 'store', names: readonly Name[]): Set<Name> =>
    new Set(
      values[option].split(',').map((name) => {
        const known = names.find((one) => one === name)
        if (known) return known
        throw new Error(`--${option} must list some of these, separated by commas: ${names.join(', ')}`)
      }),
    )
  const { json, help } = values
  return {
    ...{ articles: number('articles'), languages: number('languages'), tags: number('tags') },
    ...{ rounds: number('rounds'), seconds: number('seconds'), feeds: number('feeds') },
    ...{ variants: number('variants'), subscribers: number('subscribers') },
    encodings: values.encodings.split(','),
    only: setOf('only', SECTIONS),
    corpora: setOf('corpus', CORPORA),
    sizes: values.sizes
      .split(',')
      .map((size) => number('sizes', size))
      .toSorted((a, b) => a - b),
    stores: setOf('store', STORES),
    ...{ json, help },
  }
}
