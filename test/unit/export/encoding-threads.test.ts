import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEncodingThreads } from '../../../src/export/encoding-threads.ts'
import { exportFolder } from '../../support/exported.ts'

const AT = new Date(Date.UTC(2026, 2, 10, 12))

function started() {
  const { root, remove } = exportFolder()
  const threads = createEncodingThreads()
  onTestFinished(async () => {
    await threads.end()
    remove()
  })
  const write = (name: string) => {
    const file = (suffix: string): string => path.join(root, name + suffix)
    const body = Buffer.from(`${name} `.repeat(100))
    const files = [
      ['br', file('.br')],
      ['gzip', file('.gz')],
      ['identity', file('')],
    ] as const
    return threads.write({ body, files, modified: AT })
  }
  return { root, write, count: threads.count }
}

describe('encoding threads', () => {
  test('write each document in all encodings, and answer with the sizes of its own files', async () => {
    const { root, write } = started()
    const names = Array.from({ length: 40 }, (_, index) => `document-${'x'.repeat(index)}`)
    const sizes = await Promise.all(names.map(write))
    for (const [index, name] of names.entries()) {
      const read = (suffix: string): Buffer => readFileSync(path.join(root, name + suffix))
      const text = `${name} `.repeat(100)
      expect(read('').toString()).toBe(text)
      expect(brotliDecompressSync(read('.br')).toString()).toBe(text)
      expect(gunzipSync(read('.gz')).toString()).toBe(text)
      expect(sizes[index]).toEqual({
        identity: read('').length,
        br: read('.br').length,
        gzip: read('.gz').length,
      })
      expect(statSync(path.join(root, `${name}.br`)).mtimeMs).toBe(AT.getTime())
    }
  })

  test('report errors of the file system, then and later', async () => {
    const { root, write, count } = started()
    const results = await Promise.allSettled(Array.from({ length: 2 * count }, () => write('missing/folder')))
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 'rejected'))
    expect(results[0]).toMatchObject({ reason: { code: 'ENOENT' } })
    mkdirSync(path.join(root, 'missing'))
    await expect(write('missing/folder')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
