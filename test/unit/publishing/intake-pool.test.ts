import { spawn } from 'node:child_process'
import { renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { type Incoming, incomingFrom, type Readings } from '../../../src/publishing/incoming.ts'
import { createIntakePool } from '../../../src/publishing/intake-pool.ts'
import { sourcesOf } from '../../../src/sources/sources.ts'
import type { FileMark } from '../../../src/store/port.ts'
import { folderWith, readingsOf, siteOf } from '../../support/desk.ts'
import { article, SITE, variant } from '../../support/newsroom.ts'

const SOURCES = [
  ...SITE.sources,
  {
    ...{ type: 'markdown', path: 'blog', layout: 'directory', pattern: '{lang}/_posts/{date}-{slug}.md' },
    ...{ dialect: 'jekyll', url: '/{lang}/{yyyy}/{slug}/' },
  },
]

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

/** Some hundred files of every kind, a few of them broken in one way or another. */
function files(): Record<string, unknown> {
  const story = (number: number) =>
    `---\ntitle: Story ${number}\ndate: 2026-01-01\n---\nThe *bridge* <script>x</script> ${number}.\n`
  const post = (number: number) =>
    `---\ntitle: Post ${number}\n---\n{{ site.data.rivers.names[${number % 3}] }} [first]({% link en/_posts/2026-01-01-post-1.md %}) ${number}\n`
  return {
    ...Object.fromEntries(
      numbers(0, 150).map((n) => [
        `articles/${n}.json`,
        article({ id: `article-${n}`, status: n % 2 ? 'draft' : 'published' }),
      ]),
    ),
    ...Object.fromEntries(
      numbers(150, 250).map((n) => [
        `articles/${n}.json`,
        article({ tags: [`t${n}`], variants: { uk: variant(`Міст ${n}`, 'uk'), en: variant(`<${n}> & "co"`, 'en') } }),
      ]),
    ),
    ...Object.fromEntries(numbers(0, 40).map((n) => [`stories/${n}.en.md`, story(n)])),
    ...Object.fromEntries(numbers(0, 40).map((n) => [`blog/en/_posts/2026-01-01-post-${n}.md`, post(n)])),
    'blog/_data/rivers.yml': 'names: [Dnipro, Desna, Ros]\n',
    'articles/broken.json': '{ "published": ',
    'articles/latin.json': new Uint8Array([0x22, 0xe9, 0x22]),
    'articles/empty.json': '',
    'articles/half.json': article({ variants: { uk: variant('Пів', 'uk'), en: { title: 7 } } }),
    'stories/code.en.md': '---js\nmodule.exports = 1\n---\n',
    'stories/yaml.en.md': '---\ntitle: [\n---\nbody\n',
    'blog/en/_posts/2026-01-01-liquid.md': '---\ntitle: x\n---\n{% if %}\n',
    'blog/en/_posts/2026-01-01-nowhere.md': '---\ntitle: x\n---\n{% post_url 1999-01-01-nothing %}\n',
  }
}

/** The same newsroom, to be taken in here and through threads. */
function both(folder: string, over: Record<string, unknown> = {}) {
  const site = siteOf({ sources: SOURCES, ...over })
  const context = { site, servesMedia: true }
  const pool = createIntakePool(context, folder)
  onTestFinished(() => pool.close())
  let opened = 0
  const counted = {
    open: () => {
      opened++
      return pool.open()
    },
  }
  const here = () => incomingFrom({ sources: sourcesOf(site, folder), context })
  const there = (through: Pick<typeof pool, 'open'> = counted) =>
    incomingFrom({ sources: sourcesOf(site, folder), context, pool: through })
  return { pool, here, there, opened: () => opened }
}

async function read(incoming: Incoming, known?: ReadonlyMap<string, FileMark>): Promise<Readings> {
  incoming.dependencies()
  return readingsOf(incoming, known)
}

describe('files that are taken in by threads', () => {
  test('become byte for byte what they become here, those that are broken too', async () => {
    const { here, there, opened } = both(folderWith(files()))
    const inline = await read(here())
    const threaded = await read(there())
    expect(opened()).toBe(1)
    expect(inline.changed).toHaveLength(Object.keys(files()).length - 1)
    expect(threaded.changed.map(({ file }) => file)).toEqual(inline.changed.map(({ file }) => file))
    expect(threaded).toEqual(inline)
    expect(JSON.stringify(threaded) === JSON.stringify(inline), 'the same bytes').toBe(true)
    const reasons = inline.changed.flatMap(({ quarantined }) => quarantined.map(({ reason }) => reason))
    expect(new Set(reasons).size).toBeGreaterThan(4)
    const posts = threaded.changed.flatMap(({ variants }) => variants).filter(({ title }) => title === 'Post 4')
    expect(posts[0]?.content).toContain('Desna')
  })

  test('that are known are told from those that are not in the same way', async () => {
    const folder = folderWith(files())
    const { here, there, opened } = both(folder)
    const { changed } = await read(here())
    const known = new Map(changed.map(({ file, mark }, index) => [file, index % 3 ? { ...mark, modified: 1 } : mark]))
    known.set('articles/0.json', { modified: 1, size: 1, hash: 'other' })
    known.set('articles/gone.json', { modified: 1, size: 1, hash: 'other' })
    const inline = await read(here(), known)
    const threaded = await read(there(), known)
    expect(opened()).toBe(1)
    expect(inline).toMatchObject({ changed: [{ file: 'articles/0.json' }], vanished: ['articles/gone.json'] })
    expect(inline.touched.length).toBeGreaterThan(200)
    expect(JSON.stringify(threaded) === JSON.stringify(inline), 'the same bytes').toBe(true)
  })

  test('read what they depend on anew at each refresh', async () => {
    const folder = folderWith(files())
    const again = folderWith({ ...files(), 'blog/_data/rivers.yml': 'names: [Tisza, Prut, Siret]\n' })
    const { here, there, pool } = both(folder)
    const first = await read(there(pool))
    expect(first).toEqual(await read(here()))
    renameSync(`${again}/blog/_data/rivers.yml`, `${folder}/blog/_data/rivers.yml`)
    const second = await read(there(pool))
    expect(second).toEqual(await read(here()))
    const named = (readings: Readings, name: string) => JSON.stringify(readings).includes(name)
    expect([named(first, 'Prut'), named(first, 'Desna')]).toEqual([false, true])
    expect([named(second, 'Prut'), named(second, 'Desna')]).toEqual([true, false])
  })

  test('are taken in here where they are few', async () => {
    const { there, opened } = both(folderWith({ 'articles/a.json': article(), 'stories/.keep': '', 'blog/.keep': '' }))
    expect((await read(there())).changed).toHaveLength(1)
    expect(opened()).toBe(0)
  })

  test.each(['at once', 'after the first part'] as const)(
    'stop when the threads are let go of in the middle (%s): none is called broken for that',
    async (when) => {
      const whole = Object.fromEntries(numbers(0, 2000).map((n) => [`articles/${n}.json`, article({ id: `a${n}` })]))
      const { pool, there } = both(folderWith({ ...whole, 'stories/.keep': '', 'blog/.keep': '' }))
      const open = () => {
        const takeIn = pool.open()
        if (when === 'at once') setImmediate(pool.close)
        return takeIn
      }
      const incoming = there({ open })
      incoming.dependencies()
      const problems: unknown[] = []
      const reading = async () => {
        const known = { fileMarks: async () => new Map(), fileCount: async () => 0 }
        for await (const { changed } of incoming.changes(known, false)) {
          problems.push(...changed.flatMap(({ quarantined }) => quarantined))
          await pool.close()
        }
      }
      await expect(reading()).rejects.toThrow()
      expect(problems).toEqual([])
    },
  )
})

const INTAKING = fileURLToPath(new URL('../../support/intaking.ts', import.meta.url))

/** Takes in a folder in a process of its own, which nobody ends. */
function intaking(folder: string, flags: readonly string[] = []) {
  const child = spawn(process.execPath, [...flags, INTAKING, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 18_000,
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return new Promise<{ code: number | string | null; taken: { files: number; quarantined: Record<string, string>[] } }>(
    (resolve) =>
      child.once('close', (code, signal) => resolve({ code: code ?? signal, taken: JSON.parse(said || '{}') })),
  )
}

test('threads that nobody lets go of keep no process up', async () => {
  const folder = folderWith({ ...files(), 'site.yaml': stringify({ ...SITE, sources: SOURCES }) })
  const { code, taken } = await intaking(folder)
  expect(code).toBe(0)
  expect(taken.files).toBe(Object.keys(files()).length - 1)
})

test('a file that takes its thread down stops no other, and is named', async () => {
  const folder = folderWith({
    ...Object.fromEntries(numbers(0, 150).map((n) => [`articles/${n}.json`, article({ id: `a${n}` })])),
    // As large as an article may be, and hundreds of times as large in memory.
    'stories/large.en.md': `---\ntitle: x\nx:\n${'  - {a: 1}\n'.repeat(700_000)}---\nbody\n`,
    'stories/small.en.md': '---\ntitle: Small\ndate: 2026-01-01\n---\nbody\n',
    'site.yaml': stringify(SITE),
  })
  const { code, taken } = await intaking(folder, ['--max-old-space-size=64'])
  expect(code).toBe(0)
  expect(taken).toEqual({
    files: 152,
    quarantined: [
      expect.objectContaining({
        file: 'stories/large.en.md',
        reason: 'unreadable',
        message: expect.stringMatching(/cannot be taken in: .*memory/),
      }),
    ],
  })
})
