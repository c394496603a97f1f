import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Document, textDocument } from '../../../src/documents/document.ts'
import { exportDocuments } from '../../../src/export/exporting.ts'
import { openFolder } from '../../../src/export/folder.ts'
import { exportFolder, manifestOf, servedFiles } from '../../support/exported.ts'

const AUTHORITY = 'herald.example,2020'
const AT = Date.UTC(2026, 2, 10, 12)

function made(text: string, over: Partial<Document> = {}): Document {
  const facts = {
    mediaType: 'text/plain',
    languages: [],
    lastModified: AT,
    cacheControl: 'public',
    vary: 'Accept-Encoding',
    fields: [],
    keys: [],
  }
  return { ...textDocument(text, facts), ...over }
}

function folder(): string {
  const { root, remove } = exportFolder()
  onTestFinished(remove)
  return root
}

async function exporting(root: string, documents: Readonly<Record<string, Document>>, signal?: AbortSignal) {
  const own = await openFolder(root, AUTHORITY)
  const paths = async function* () {
    yield* Object.keys(documents)
  }
  const resolve = (target: string) => ({
    kind: 'document' as const,
    document: documents[target] as Document,
    token: target.includes('secret') ? 'a token' : null,
  })
  try {
    const exhibits = { authority: AUTHORITY, paths: paths(), resolve, undated: AT + 5000 }
    return await exportDocuments(exhibits, root, own, signal ? { signal } : {})
  } finally {
    own.close()
  }
}

const neverComposed = async (): Promise<Buffer> => {
  throw new Error('it was composed')
}

describe('an export', () => {
  test('composes nothing whose version is that of the manifest, and keeps its date', async () => {
    const root = folder()
    await exporting(root, { '/a': made('a') })
    const later = { lastModified: AT + 60_000, body: neverComposed, cacheControl: 'private' }
    expect(await exporting(root, { '/a': made('a', later) })).toMatchObject({ documents: 1, written: 0 })
    const entry = manifestOf(root).get('/a')
    expect(entry).toMatchObject({ lastModified: new Date(AT).toUTCString(), cacheControl: 'private' })
    expect(statSync(path.join(root, 'a')).mtimeMs).toBe(AT)
  })

  test('dates what has no date with that of the edition', async () => {
    const root = folder()
    await exporting(root, { '/a': made('a', { lastModified: null }) })
    expect(statSync(path.join(root, 'a.gz')).mtimeMs).toBe(AT + 5000)
  })

  test('dates other bytes of the same size and date later, by a second each', async () => {
    const root = folder()
    for (const [index, text] of ['a', 'b', 'a'].entries()) {
      await exporting(root, { '/a': made(text) })
      for (const name of ['a', 'a.br', 'a.gz']) expect(statSync(path.join(root, name)).mtimeMs).toBe(AT + index * 1000)
    }
  })

  test('writes nothing that asks for a token', async () => {
    const root = folder()
    expect(await exporting(root, { '/secret': made('x', { body: neverComposed }) })).toMatchObject({ documents: 0 })
    expect(servedFiles(root)).toEqual([])
  })

  test('takes nothing for kept that a stopped one had begun, and deletes what only that one wrote', async () => {
    const root = folder()
    await exporting(root, { '/a': made('a'), '/b': made('b') })
    const failing = made('?', { body: neverComposed })
    await expect(exporting(root, { '/a': made('other'), '/new': made('new'), '/b': failing })).rejects.toThrow()
    // What was written before the failure is another now, although the manifest that stands says otherwise.
    await exporting(root, { '/a': made('a'), '/b': made('b') })
    expect(readFileSync(path.join(root, 'a'), 'utf8')).toBe('a')
    expect(servedFiles(root)).toEqual(['a', 'a.br', 'a.gz', 'b', 'b.br', 'b.gz'])
    expect(readdirSync(path.join(root, '.polyfeed'))).toEqual(['manifest.json'])
  })

  test('that is told to stop begins nothing more, and forgets nothing', async () => {
    const root = folder()
    await exporting(root, { '/a': made('a') })
    const stopped = AbortSignal.abort(new Error('stopped'))
    await expect(exporting(root, { '/b': made('b') }, stopped)).rejects.toThrow('stopped')
    expect(servedFiles(root)).toEqual(['a', 'a.br', 'a.gz'])
    expect([...manifestOf(root).keys()]).toEqual(['/a'])
  })
})
