import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { outputOf } from './child.ts'
import { type Figure, figureOf } from './figures.ts'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Each round takes a minute. */
const ROUNDS_MAX = 3

type Parts = { readonly folder: string; readonly scratch: string; readonly rounds: number }

/** `polyfeed build` of a newsroom whose files are in the store: all documents, with their encodings. */
export async function measureExport({ folder, scratch, rounds }: Parts): Promise<Figure[]> {
  const out = path.join(scratch, 'exported')
  const env = {
    POLYFEED_DATA: folder,
    POLYFEED_STORE: `sqlite:${path.join(scratch, 'exported.db')}`,
    POLYFEED_BASE_URL: 'https://herald.example',
    LOG_LEVEL: 'warn',
  }
  const seconds: number[] = []
  let documents = ''
  // The first one fills the store.
  for (let round = 0; round <= Math.min(rounds, ROUNDS_MAX); round++) {
    rmSync(out, { recursive: true, force: true })
    const start = performance.now()
    documents = /^\d+/.exec(await outputOf({ args: [PROGRAM, 'build', '--out', out], env }))?.[0] ?? ''
    if (round > 0) seconds.push((performance.now() - start) / 1000)
  }
  const count = Number(documents).toLocaleString('en')
  return [figureOf(`export of ${count} documents to a folder`, seconds, 's', { max: 40 })]
}
