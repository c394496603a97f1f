import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { bodyOf } from './sample.ts'

const UPDATE = process.env.UPDATE_GOLDEN === '1'

/**
 * Compares whole documents with the files in a folder. Review each changed byte, then accept the changes with
 * `UPDATE_GOLDEN=1 npx vitest run test/golden`.
 */
export function golden(folder: string, open: () => Promise<App>, documents: readonly string[]): void {
  const fileOf = (document: string): string => {
    const name = document.endsWith('/') ? `${document}index.html` : document
    return path.join(folder, name.slice(1).replaceAll('/', '.'))
  }

  let app: App
  beforeAll(async () => {
    app = await open()
    if (UPDATE) {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
    }
  })
  afterAll(() => app.close())

  test.each(documents)('%s is unchanged, byte for byte', async (document) => {
    const body = await bodyOf(app, document)
    if (UPDATE) writeFileSync(fileOf(document), body)
    expect(body).toBe(readFileSync(fileOf(document), 'utf8'))
  })

  test('the folder has no other files', () => {
    expect(readdirSync(folder).sort()).toEqual(documents.map((document) => path.basename(fileOf(document))).sort())
  })
}
