import { parentPort } from 'node:worker_threads'
import { encodedForFiles } from '../editions/encodings.ts'
import type { EncodingJob } from './encoding-threads.ts'
import { writeNewFile } from './new-file.ts'

// The entry point of a thread that encodes documents and writes their files. It answers jobs in their order.

parentPort?.on('message', ({ body, files, modified }: EncodingJob) => {
  const bodies = { identity: body, ...encodedForFiles(body) }
  for (const [encoding, file] of files) writeNewFile(file, bodies[encoding], modified)
  const { identity, br, gzip } = bodies
  parentPort?.postMessage({ identity: identity.byteLength, br: br.byteLength, gzip: gzip.byteLength })
})
