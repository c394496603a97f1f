import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import { createGunzip } from 'node:zlib'
import type { NdjsonSource } from '../domain/sources.ts'
import type { StoredRecord } from '../store/records.ts'
import { type Connector, FetchError } from './connector.ts'
import { inParts, recordOf } from './rows.ts'

/** Longer lines are cut: intake says that they are no JSON. */
const LINE_BYTES_MAX = 8 * 1024 * 1024

/** A file with one JSON object per line. The newsroom replaces it as a whole. */
export function ndjsonConnector({ fetch: { path: file, key } }: NdjsonSource, dataFolder: string): Connector {
  const absolute = path.resolve(dataFolder, file)
  return {
    isAlwaysFull: true,
    async *fetch({ state, signal }) {
      const facts = await stat(absolute).catch(({ code }: NodeJS.ErrnoException) => {
        throw new FetchError(code === 'ENOENT' ? `${file} does not exist` : `${file} cannot be read: ${code}`)
      })
      if (!facts.isFile()) throw new FetchError(`${file} is no file`)
      const stamp = JSON.stringify([facts.mtimeMs, facts.size, file, key])
      if (state === stamp) return { state, isComplete: false }
      const input = createReadStream(absolute, { signal })
      const lines = linesOf(
        (await isGzip(absolute)) ? input.pipe(createGunzip()).on('close', () => input.destroy()) : input,
      )
      input.on('error', (error) => lines.return(error as never))
      try {
        for await (const records of inParts(recordsOf(lines, key))) {
          yield { records, share: facts.size === 0 ? 1 : input.bytesRead / facts.size }
        }
      } catch (error) {
        signal.throwIfAborted()
        throw new FetchError(`${file} cannot be read to its end: ${(error as Error).message}`)
      } finally {
        input.destroy()
      }
      return { state: stamp, isComplete: true }
    },
  }
}

async function* recordsOf(lines: AsyncIterable<string>, key: readonly string[]): AsyncGenerator<StoredRecord> {
  let number = 0
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    yield recordOf(parsed(line), line, key, `line-${number}`)
  }
}

/** `undefined` if the line is no JSON: intake says so, with the place. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Lines end with LF or CRLF. The memory that a line needs is bounded. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pending: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...pending, chunk.subarray(start, end)]).toString()
      pending = []
      bytes = 0
      start = end + 1
    }
    const rest = chunk.subarray(start)
    if (bytes < LINE_BYTES_MAX) pending.push(rest)
    bytes += rest.length
  }
  if (pending.length > 0) yield Buffer.concat(pending).toString()
}

/** RFC 1952 §2.3.1 */
async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}
