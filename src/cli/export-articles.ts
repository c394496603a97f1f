import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import { openStore } from '../store/open.ts'

const PART = 500

/** Writes the articles that were pushed to `/api/` as article files. @throws AppError */
export async function exportArticles(folder: string): Promise<number> {
  if (statSync(folder, { throwIfNoEntry: false }) && readdirSync(folder).length > 0) {
    throw new AppError('config_invalid', `${folder} is not empty; choose a new folder`)
  }
  const store = await openStore(readConfig().store)
  try {
    mkdirSync(folder, { recursive: true })
    let fileCount = 0
    for (let after: string | undefined = ''; after !== undefined; ) {
      const stamps = await store.recordStamps('api', { after, limit: PART })
      const keys = stamps.map(({ key }) => key)
      for (const [id, body] of await store.recordBodies('api', keys)) {
        if (body === null) continue
        writeFileSync(path.join(folder, fileName(id)), `${JSON.stringify(JSON.parse(body), null, 2)}\n`)
        fileCount++
      }
      after = keys.at(-1)
    }
    process.stdout.write(`${fileCount} articles in ${folder}\n`)
    return 0
  } finally {
    await store.close()
  }
}

/** The article has its id in it, so the file's name may be another. */
function fileName(id: string): string {
  const isName = /^[^.\p{C}/\\:*?"<>|][^\p{C}/\\:*?"<>|]*$/u.test(id) && Buffer.byteLength(id) <= 250
  return `${isName ? id : createHash('sha256').update(id).digest('hex')}.json`
}
