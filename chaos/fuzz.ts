import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { oneOf, type Random, seeded } from '../bench/random.ts'
import { mutatedText, mutatedValue } from './mutations.ts'
import { writeNewsroom } from './newsroom.ts'
import { foldersOf, HAS_XMLLINT, readBack } from './read-back.ts'
import type { Run, Scenario } from './scenario.ts'
import { createServer } from './server.ts'

const DATA = fileURLToPath(new URL('../data', import.meta.url))
const LANGUAGES = ['uk', 'ru', 'en', 'ar', 'ja', 'pt-BR']

type Ready = { readonly lastRefresh: { readonly articles: number; readonly quarantined: number } }

const { authors } = parse(readFileSync(path.join(DATA, 'site.yaml'), 'utf8')) as Record<string, unknown>
const site = { languages: LANGUAGES, title: { en: 'Fuzz' }, authors, withdrawals: { vanished: 'forget' } }

/** Articles per round; a feed can show them all. */
const ARTICLES = { long: 500, short: 60 }

export const fuzz: Scenario = {
  promise: 'No article makes the server throw, every feed is well-formed, and two independent parsers agree on it.',
  rounds: { full: 20, usual: 2, short: 1 },
  run: async (run) => {
    if (!HAS_XMLLINT) run.skip('xmllint is not installed')
    const articleCount = run.isShort ? ARTICLES.short : ARTICLES.long
    const samples = { articles: samplesOf('articles', '.json'), stories: samplesOf('stories', '.md') }
    const totals = { documents: 0, items: 0, quarantined: 0, articles: 0, published: 0 }
    const folder = path.join(run.scratch, 'newsroom')
    const server = await createServer(run, { folder, store: `sqlite:${path.join(run.scratch, 'store.db')}` })
    for (let round = 0; round < run.rounds; round++) {
      rmSync(folder, { recursive: true, force: true })
      const newsroom = writeNewsroom(folder, { articles: 1, site })
      cpSync(path.join(DATA, 'media'), path.join(folder, 'media'), { recursive: true })
      mkdirSync(path.join(folder, 'stories'), { recursive: true })
      const random = seeded(1000 + round)
      for (let number = 0; number < articleCount; number++) {
        if (number % 2 === 0) {
          const sample = oneOf(random, samples.articles)
          const keepsStructure = random() < 0.8
          const value = keepsStructure
            ? JSON.stringify(mutatedValue(random, JSON.parse(sample), oneOf(random, [0.01, 0.03, 0.1])))
            : mutatedText(random, sample)
          newsroom.write(`articles/f${number}.json`, value)
        } else {
          const language = oneOf(random, LANGUAGES)
          newsroom.write(`stories/f${number}.${language}.md`, mutatedStory(random, oneOf(random, samples.stories)))
        }
      }
      server.start()
      await server.waitUntilAnswering(300_000)
      const { lastRefresh } = (await server.ready()) as Ready
      const folders = await foldersOf(server.port)
      const read = await readBack(run, server.port, folders)
      totals.documents += read.documents
      totals.items += read.items
      totals.quarantined += lastRefresh.quarantined
      totals.articles += articleCount
      totals.published += lastRefresh.articles
      expectQuiet(run, server.child().stderr())
      const code = await server.stop()
      if (code !== 0) run.fail(`the server exited with ${code}`)
      run.say(`  ${totals.articles} articles, ${totals.documents} documents`)
      rmSync(path.join(run.scratch, 'store.db'), { force: true })
    }
    run.figure('articles', totals.articles)
    run.figure('of which are published', totals.published)
    run.figure('problems named', totals.quarantined)
    run.figure('documents read back', totals.documents)
    run.figure('items in them', totals.items)
  },
}

/** Mostly mutates the body, because one wrong letter can make the front matter unreadable. */
function mutatedStory(random: Random, story: string): string {
  if (random() < 0.3) return mutatedText(random, story)
  const body = story.indexOf('\n---', 3) + 4
  return story.slice(0, body) + mutatedText(random, story.slice(body))
}

function samplesOf(folder: string, ending: string): string[] {
  return readdirSync(path.join(DATA, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(path.join(DATA, folder, file), 'utf8'))
}

function expectQuiet(run: Run, log: string): void {
  for (const line of log.split('\n').filter((each) => /"level":[56]0/.test(each)))
    run.fail(`error in the log: ${line.slice(0, 500)}`)
}
