import { execFileSync, spawn } from 'node:child_process'
import { renameSync, truncateSync } from 'node:fs'
import { availableParallelism, constants, getPriority } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { createIngest, type Ingest, type IngestedPart } from '../../src/ingest/ingest.ts'
import { createIntakePool } from '../../src/ingest/pool.ts'
import type { ProcessLimits } from '../../src/ingest/process.ts'
import { createRemoteReader } from '../../src/ingest/remote-reader.ts'
import { sourcesOf } from '../../src/sources/sources.ts'
import type { FileMark } from '../../src/store/files.ts'
import { folderWith, incomingHere, readingsOf, siteOf } from '../support/desk.ts'
import { knownFiles } from '../support/known-files.ts'
import { article, SITE, variant } from '../support/newsroom.ts'
import { childrenOf } from '../support/processes.ts'

const SOURCES = [
  ...SITE.sources,
  {
    ...{ type: 'markdown', path: 'blog', layout: 'directory', pattern: '{lang}/_posts/{date}-{slug}.md' },
    ...{ dialect: 'jekyll', url: '/{lang}/{yyyy}/{slug}/' },
  },
]

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

/** A few hundred files of every kind, some of them broken. */
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

/** The same sources, ingested in this process and in child processes. */
function createReaders(folder: string, over: Record<string, unknown> = {}, keepsOne?: () => boolean) {
  const site = siteOf({ sources: SOURCES, ...over })
  const context = { site, servesMedia: true }
  const sources = sourcesOf(site, folder)
  const pool = createIntakePool({}, keepsOne)
  onTestFinished(() => pool.close())
  const inlineIncoming = () => incomingHere(sources, context)
  const remoteIncoming = () => createIngest({ sources, reader: createRemoteReader(pool, context, folder) })
  return { pool, inlineIncoming, remoteIncoming }
}

async function read(incoming: Ingest, known?: ReadonlyMap<string, FileMark>): Promise<IngestedPart> {
  await incoming.dependencies()
  return readingsOf(incoming, known)
}

describe('files ingested in child processes', () => {
  test('have the same results as in this process, including broken files', async () => {
    const { inlineIncoming, remoteIncoming } = createReaders(folderWith(files()))
    const inline = await read(inlineIncoming())
    const remote = await read(remoteIncoming())
    expect(inline.changed).toHaveLength(Object.keys(files()).length - 1)
    expect(remote.changed.map(({ file }) => file)).toEqual(inline.changed.map(({ file }) => file))
    expect(remote).toEqual(inline)
    expect(JSON.stringify(remote) === JSON.stringify(inline), 'the same bytes').toBe(true)
    const reasons = inline.changed.flatMap(({ quarantined }) => quarantined.map(({ reason }) => reason))
    expect(new Set(reasons).size).toBeGreaterThan(4)
    const posts = remote.changed.flatMap(({ variants }) => variants).filter(({ title }) => title === 'Post 4')
    expect(posts[0]?.content).toContain('Desna')
  })

  test('are compared with known files in the same way', async () => {
    const folder = folderWith(files())
    const { inlineIncoming, remoteIncoming } = createReaders(folder)
    const { changed } = await read(inlineIncoming())
    const known = new Map(changed.map(({ file, mark }, index) => [file, index % 3 ? { ...mark, modified: 1 } : mark]))
    known.set('articles/0.json', { modified: 1, size: 1, hash: 'other' })
    known.set('articles/gone.json', { modified: 1, size: 1, hash: 'other' })
    const inline = await read(inlineIncoming(), known)
    const remote = await read(remoteIncoming(), known)
    expect(inline).toMatchObject({ changed: [{ file: 'articles/0.json' }], vanished: ['articles/gone.json'] })
    expect(inline.touched.length).toBeGreaterThan(200)
    expect(JSON.stringify(remote) === JSON.stringify(inline), 'the same bytes').toBe(true)
  })

  test('read their dependencies again at each refresh', async () => {
    const folder = folderWith(files())
    const replacement = folderWith({ ...files(), 'blog/_data/rivers.yml': 'names: [Tisza, Prut, Siret]\n' })
    const { inlineIncoming, remoteIncoming } = createReaders(folder)
    const before = await read(remoteIncoming())
    expect(before).toEqual(await read(inlineIncoming()))
    renameSync(`${replacement}/blog/_data/rivers.yml`, `${folder}/blog/_data/rivers.yml`)
    const after = await read(remoteIncoming())
    expect(after).toEqual(await read(inlineIncoming()))
    const named = (readings: IngestedPart, name: string) => JSON.stringify(readings).includes(name)
    expect([named(before, 'Prut'), named(before, 'Desna')]).toEqual([false, true])
    expect([named(after, 'Prut'), named(after, 'Desna')]).toEqual([true, false])
  })

  test('are not quarantined if the pool closes during a refresh', async () => {
    const whole = Object.fromEntries(numbers(0, 2000).map((n) => [`articles/${n}.json`, article({ id: `a${n}` })]))
    const { pool, remoteIncoming } = createReaders(folderWith({ ...whole, 'stories/.keep': '', 'blog/.keep': '' }))
    const incoming = remoteIncoming()
    await incoming.dependencies()
    const problems: unknown[] = []
    const reading = async () => {
      for await (const { changed } of incoming.changes(knownFiles(), { all: false, confirmed: new Set() })) {
        problems.push(...changed.flatMap(({ quarantined }) => quarantined))
        await pool.close()
      }
    }
    await expect(reading()).rejects.toThrow()
    expect(problems).toEqual([])
  })
})

describe('a file that exceeds a limit', () => {
  /** The quarantine of a costly file among small ones, ingested under these bounds. */
  async function quarantineOf(file: string, content: string, bounds: Partial<ProcessLimits> = {}) {
    const folder = folderWith({
      ...Object.fromEntries(numbers(0, 30).map((n) => [`articles/${n}.json`, article({ id: `a${n}` })])),
      [file]: content,
      'stories/.keep': '',
    })
    const site = siteOf()
    const pool = createIntakePool(bounds)
    onTestFinished(() => pool.close())
    const reader = createRemoteReader(pool, { site, servesMedia: false }, folder)
    const incoming = createIngest({ sources: sourcesOf(site, folder), reader })
    const readings = await read(incoming)
    const broken = readings.changed.filter(({ quarantined }) => quarantined.length > 0)
    expect(readings.changed).toHaveLength(31)
    expect(readings.changed.flatMap(({ variants }) => variants)).toHaveLength(60)
    expect(broken).toHaveLength(1)
    // The file is not tried again until it changes.
    const marks = new Map(readings.changed.map(({ file, mark }) => [file, mark]))
    expect(await read(incoming, marks)).toMatchObject({ changed: [], touched: [], vanished: [] })
    return broken[0]?.quarantined
  }

  test('of memory is quarantined, and the other files are ingested', async () => {
    expect(
      await quarantineOf('articles/large.json', `{"unknown":[${'[{},{}],'.repeat(200_000)}0]}`, { heapMb: 32 }),
    ).toEqual([
      {
        ...{ file: 'articles/large.json', place: '', reason: 'too_costly' },
        message: 'The file cannot be processed: it takes more than 32 megabytes of memory.',
      },
    ])
  })

  test('of processor time is quarantined, and the other files are ingested', async () => {
    const story = `---\ntitle: Long\ndate: 2026-01-01\n---\n${'- *a* [b](https://c.example) `d`\n'.repeat(100_000)}`
    expect(await quarantineOf('stories/long.en.md', story, { processorMs: 400, processorMsPerMegabyte: 0 })).toEqual([
      {
        ...{ file: 'stories/long.en.md', place: '', reason: 'too_costly' },
        message: 'The file cannot be processed: it takes more than 0.4 s of processor time, and 0 s per MB.',
      },
    ])
  })

  test('of size is not read', async () => {
    const file = 'articles/sparse.json'
    const folder = folderWith({ 'articles/a.json': article(), [file]: '', 'stories/.keep': '' })
    truncateSync(path.join(folder, file), 2_000_000_000)
    const { remoteIncoming } = createReaders(folder, { sources: SITE.sources })
    const { changed } = await read(remoteIncoming())
    expect(changed.find((entry) => entry.file === file)?.quarantined).toMatchObject([
      { file, reason: 'too_large', message: expect.stringContaining('2000000000 bytes') },
    ])
  })
})

test.each([0, 1])('child processes end with the reading; kept: %i', async (kept) => {
  const { remoteIncoming } = createReaders(folderWith(files()), {}, () => kept === 1)
  await read(remoteIncoming())
  // Without it, idle processes end two seconds later.
  await expect.poll(() => childrenOf(process.pid, 'ingest/worker').length, { timeout: 1500 }).toBe(kept)
})

test('child processes leave a single processor to requests', async () => {
  const { remoteIncoming } = createReaders(folderWith(files()), {}, () => true)
  await read(remoteIncoming())
  const priorities = () => childrenOf(process.pid, 'ingest/worker').map(getPriority)
  const expected = availableParallelism() === 1 ? constants.priority.PRIORITY_BELOW_NORMAL : getPriority()
  await expect.poll(priorities, { timeout: 10_000 }).toEqual([expected])
})

test('a killed child process, idle or busy, has no effect', async () => {
  const folder = folderWith(files())
  const { inlineIncoming, remoteIncoming } = createReaders(folder)
  const incoming = remoteIncoming()
  const kill = () => {
    for (const pid of childrenOf(process.pid, 'ingest/worker')) process.kill(pid, 'SIGKILL')
  }
  await incoming.dependencies()
  kill()
  await incoming.dependencies()
  const reading = readingsOf(incoming)
  await new Promise((resolve) => setTimeout(resolve, 100))
  kill()
  expect((await reading).changed).toEqual((await read(inlineIncoming())).changed)
})

describe('a file system that does not answer', () => {
  test('makes a source silent: its files are kept, and the refresh continues', async () => {
    const folder = folderWith({ 'articles/a.json': article(), 'stories/.keep': '' })
    const site = siteOf()
    // A process takes longer than 1 ms to start.
    const pool = createIntakePool({ answerMs: 1 })
    onTestFinished(() => pool.close())
    const reader = createRemoteReader(pool, { site, servesMedia: false }, folder)
    const incoming = createIngest({ sources: sourcesOf(site, folder), reader })
    const known = new Map([['articles/a.json', { modified: 1, size: 1, hash: '' }]])
    expect(await readingsOf(incoming, known, true)).toEqual({
      ...{ changed: [], touched: [], vanished: [], skipped: [] },
      missing: [
        { source: 'articles', reason: 'silent', held: 1, known: 1 },
        { source: 'stories', reason: 'silent', held: 0, known: 0 },
      ],
    })
  })

  test('fails the refresh if the data folder does not answer', async () => {
    const folder = folderWith({ 'articles/a.json': article(), 'stories/.keep': '' })
    // Opening a pipe without a writer blocks forever.
    execFileSync('mkfifo', [path.join(folder, 'site.yaml')])
    const site = siteOf()
    const pool = createIntakePool({ answerMs: 2000 })
    onTestFinished(() => pool.close())
    await expect(createRemoteReader(pool, { site, servesMedia: false }, folder).dependencies()).rejects.toMatchObject({
      code: 'source_missing',
      message: expect.stringContaining('does not answer'),
    })
  })
})

const INTAKING = fileURLToPath(new URL('../support/intaking.ts', import.meta.url))

/** Ingests a folder in a separate process without closing its pool. */
function runIntake(folder: string) {
  const child = spawn(process.execPath, [INTAKING, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise<{
    code: number | string | null
    result: { files: number; quarantined: Record<string, string>[] }
  }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code: code ?? signal, result: JSON.parse(output || '{}') })),
  )
}

test('idle child processes do not keep the program alive', async () => {
  const folder = folderWith({ ...files(), 'site.yaml': stringify({ ...SITE, sources: SOURCES }) })
  const { code, result } = await runIntake(folder)
  expect(code).toBe(0)
  expect(result.files).toBe(Object.keys(files()).length - 1)
})
