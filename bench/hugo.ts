import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { FORMATS } from '../src/domain/feed-key.ts'
import { outputOf } from './child.ts'
import { type Figure, figureOf } from './figures.ts'

const FEEDS_ALONE = fileURLToPath(new URL('feeds-alone.ts', import.meta.url))

/** Each round takes seconds. */
const ROUNDS_MAX = 5
/** Items per feed, ours and Hugo's. */
const ITEMS = 50

type Parts = {
  readonly folder: string
  readonly languages: readonly string[]
  readonly scratch: string
  readonly rounds: number
  readonly say: (text: string) => void
}

/** Both read article files and write feed files as one command each, in turns. Hugo writes only RSS. */
export async function measureHugo({ folder, languages, scratch, rounds, say }: Parts): Promise<Figure[]> {
  const version = spawnSync('hugo', ['version'], { encoding: 'utf8' })
  if (version.error) {
    say('  Hugo is not installed: skipped.')
    return []
  }
  say(`  ${version.stdout.split(' ').slice(0, 2).join(' ')}`)
  const site = path.join(scratch, 'hugo')
  const [ours, theirs] = [path.join(scratch, 'built'), path.join(scratch, 'hugo-public')]
  const store = path.join(scratch, 'build.db')
  writeHugoSite(site, languages, folder)
  // No command may use a store or cache of an earlier one.
  const timedFresh = async (command: () => Promise<unknown>): Promise<number> => {
    for (const leftover of [ours, theirs, store, `${store}-wal`, `${store}-shm`]) {
      rmSync(leftover, { recursive: true, force: true })
    }
    return timed(command)
  }
  const build = (formats: readonly string[]) => () =>
    outputOf({ args: [FEEDS_ALONE, folder, `sqlite:${store}`, ours, ...formats] })
  const hugoArgs = ['--source', site, '--destination', theirs, '--cacheDir', path.join(site, 'cache'), '--quiet']
  const times: Record<'rss' | 'all' | 'hugo', number[]> = { rss: [], all: [], hugo: [] }
  const counts = { ours: 0, theirs: 0 }
  for (let round = 0; round < Math.min(rounds, ROUNDS_MAX); round++) {
    times.rss.push(await timedFresh(build(['rss'])))
    times.all.push(await timedFresh(build(FORMATS)))
    counts.ours = feedsIn(ours, /\.(xml|json)$/)
    times.hugo.push(await timedFresh(() => outputOf({ command: 'hugo', args: hugoArgs, env: { HOME: site } })))
    counts.theirs = feedsIn(theirs, /\.xml$/)
  }
  expectFull(path.join(theirs, languages[0] as string, 'index.xml'))
  const ratios = (ours: readonly number[]) => ours.map((took, round) => took / (times.hugo[round] as number))
  return [
    figureOf(`first refresh, ${counts.ours} documents of all feeds`, times.all, 'ms'),
    figureOf('first refresh, RSS of all feeds', times.rss, 'ms'),
    figureOf(`hugo, ${counts.theirs} RSS feeds`, times.hugo, 'ms'),
    figureOf('three formats / RSS by hugo', ratios(times.all), 'times', { max: 1.5 }),
    figureOf('RSS / RSS by hugo', ratios(times.rss), 'times', { max: 1 }),
  ]
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Configures Hugo to write only feeds, with full content, of each language, tag and author. */
function writeHugoSite(site: string, languages: readonly string[], folder: string): void {
  mkdirSync(path.join(site, 'layouts', '_default'), { recursive: true })
  const config = {
    ...{ baseURL: 'https://herald.example/', title: 'Herald', contentDir: path.join(folder, 'stories') },
    ...{ defaultContentLanguage: languages[0], defaultContentLanguageInSubdir: true },
    taxonomies: { tag: 'tags', author: 'author' },
    disableKinds: ['sitemap', 'robotsTXT', '404'],
    outputs: { page: [], home: ['RSS'], taxonomy: [], term: ['RSS'], section: ['RSS'] },
    services: { rss: { limit: ITEMS } },
    languages: Object.fromEntries(languages.map((language, index) => [language, { weight: index + 1 }])),
  }
  writeFileSync(path.join(site, 'config.yaml'), stringify(config))
  writeFileSync(path.join(site, 'layouts', '_default', 'rss.xml'), TEMPLATE)
}

const TEMPLATE = `{{- $pages := .RegularPages -}}
{{- if .IsHome }}{{ $pages = .Site.RegularPages }}{{ end -}}
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ .Title }}</description>
{{- range first ${ITEMS} $pages }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
{{- range .Params.tags }}<category>{{ . }}</category>{{ end }}<description>{{ .Content | html }}</description></item>
{{- end }}
</channel></rss>
`

function feedsIn(folder: string, name: RegExp): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => name.test(file)).length
}

/** A comparison is void if Hugo does less work. */
function expectFull(file: string): void {
  const items = readFileSync(file, 'utf8').split('<item>').slice(1)
  const full = items.filter((item) => /<description>&lt;[\s\S]{2000,}<\/description>/.test(item))
  if (items.length !== ITEMS || full.length < ITEMS * 0.9) {
    throw new Error(`Hugo wrote ${items.length} items, ${full.length} with content: ${file}`)
  }
}
