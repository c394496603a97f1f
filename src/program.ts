import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('.', import.meta.url))
const MANIFEST = fileURLToPath(new URL('../package.json', import.meta.url))

const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string }

export const VERSION: string = manifest.version

/**
 * A hash over the program's own code and the versions that it builds on. Part of every feed's version: a program that
 * writes other bytes never answers 304 for the old ones, and nobody has to remember a number.
 */
export function programFingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(MANIFEST))
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
  for (const file of files) hash.update(file).update(readFileSync(path.join(SOURCE, file)))
  return hash.digest('base64url')
}
