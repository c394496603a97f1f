import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Document, textDocument } from '../../../src/documents/document.ts'
import { createEncodingThreads } from '../../../src/export/encoding-threads.ts'
import { exportDocuments } from '../../../src/export/exporting.ts'
import { openFolder } from '../../../src/export/folder.ts'
import { folderTarget } from '../../../src/export/folder-target.ts'
import { exportFolder, manifestOf, servedFiles } from '../../support/exported.ts'

const AUTHORITY = 'herald.example,2020'
const AT = Date.UTC(2026, 2, 10, 12)

function documentWith(text: string, over: Partial<Document> = {}): Document {
  const facts = {
    mediaType: 'text/plain',
    languages: [],
    lastModified: AT,
    cacheControl: 'public',
    vary: 'Accept-Encoding',
    fields: [],
    surrogateKeyField: [],
  }
  return { ...textDocument(text, facts), ...over }
}

function folder(): string {
  const { root, remove } = exportFolder()
  onTestFinished(remove)
  return root
}

async function exporting(root: string, documents: Readonly<Record<string, Document>>, signal?: AbortSignal) {
  const lock = await openFolder(root, AUTHORITY)
  const threads = createEncodingThreads()
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
    return await exportDocuments(exhibits, folderTarget(root, lock, threads), signal ? { signal } : {})
  } finally {
    await threads.end()
    lock.close()
  }
}

const neverComposed = async (): Promise<Buffer> => {
  throw new Error('the document was composed')
}

describe('an export', () => {
  test('does not compose documents whose version is in the manifest, and keeps their dates', async () => {
    const root = folder()
    await exporting(root, { '/a': documentWith('a') })
    const later = { lastModified: AT + 60_000, body: neverComposed, cacheControl: 'private' }
    expect(await exporting(root, { '/a': documentWith('a', later) })).toMatchObject({ documents: 1, written: 0 })
    const entry = manifestOf(root).get('/a')
    expect(entry).toMatchObject({ lastModified: new Date(AT).toUTCString(), cacheControl: 'private' })
    expect(statSync(path.join(root, 'a')).mtimeMs).toBe(AT)
  })

  test('dates undated documents with the edition', async () => {
    const root = folder()
    await exporting(root, { '/a': documentWith('a', { lastModified: null }) })
    expect(statSync(path.join(root, 'a.gz')).mtimeMs).toBe(AT + 5000)
  })

  test('adds a second to the date if only the bytes change', async () => {
    const root = folder()
    for (const [index, text] of ['a', 'b', 'a'].entries()) {
      await exporting(root, { '/a': documentWith(text) })
      for (const name of ['a', 'a.br', 'a.gz']) expect(statSync(path.join(root, name)).mtimeMs).toBe(AT + index * 1000)
    }
  })

  test('does not write documents that need a token', async () => {
    const root = folder()
    expect(await exporting(root, { '/secret': documentWith('x', { body: neverComposed }) })).toMatchObject({
      documents: 0,
    })
    expect(servedFiles(root)).toEqual([])
  })

  test('does not trust files of an interrupted export, and deletes its new files', async () => {
    const root = folder()
    await exporting(root, { '/a': documentWith('a'), '/b': documentWith('b') })
    const failing = documentWith('?', { body: neverComposed })
    await expect(
      exporting(root, { '/a': documentWith('other'), '/new': documentWith('new'), '/b': failing }),
    ).rejects.toThrow()
    // The manifest is outdated: the failed export has overwritten /a.
    await exporting(root, { '/a': documentWith('a'), '/b': documentWith('b') })
    expect(readFileSync(path.join(root, 'a'), 'utf8')).toBe('a')
    expect(servedFiles(root)).toEqual(['a', 'a.br', 'a.gz', 'b', 'b.br', 'b.gz'])
    expect(readdirSync(path.join(root, '.polyfeed'))).toEqual(['manifest.json'])
  })

  test('that is aborted writes nothing and keeps the manifest', async () => {
    const root = folder()
    await exporting(root, { '/a': documentWith('a') })
    const stopped = AbortSignal.abort(new Error('stopped'))
    await expect(exporting(root, { '/b': documentWith('b') }, stopped)).rejects.toThrow('stopped')
    expect(servedFiles(root)).toEqual(['a', 'a.br', 'a.gz'])
    expect([...manifestOf(root).keys()]).toEqual(['/a'])
  })
})
