import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = import.meta.dirname
/** `.ts` in a checkout, `.js` in a package. */
const EXTENSION = path.extname(import.meta.filename)
const MANIFEST = fileURLToPath(new URL('../package.json', import.meta.url))

const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string }

export const VERSION: string = manifest.version

/**
 * A hash of the program's code and its dependencies' versions. Part of every feed's version, so that changed code never
 * answers 304 for a document that older code composed.
 */
export function programFingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(MANIFEST))
  const files = readdirSync(PROGRAM, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(EXTENSION))
    .sort()
  for (const file of files) hash.update(file).update(readFileSync(path.join(PROGRAM, file)))
  return hash.digest('base64url')
}
