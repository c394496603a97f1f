import type { ServerResponse } from 'node:http'
import { type Encoding, plainLengthOf } from '../editions/encodings.ts'
import { createLru, getOrCreate } from '../memo.ts'
import { type Kind, kindOfPath } from './document-kinds.ts'

/** Answers of one kind in one encoding; `none` for answers without an encoded body. */
type CountCell = {
  readonly kind: Kind
  readonly encoding: Encoding | 'none'
  /** Number by status. */
  readonly answers: Map<number, number>
  /** Bytes of bodies. */
  sentBytes: number
}

/** Counts answers with one document in one encoding. */
export type DocumentCounter = {
  readonly cell: CountCell
  readonly etag: string
  /** Bytes of the body as last sent; 0 if this process has not sent it. */
  lengthBytes: number
  /** Bytes that encoding saved; -1 until the first body. */
  savedBytes: number
}

export type ResponseCounts = ReturnType<typeof createResponseCounts>

/** Lengths by entity tag outlive the edition: unchanged documents are not sent again. */
const LENGTHS_MAX = 10_000

/** Counts answers in plain integers, because a 304 takes only 25 µs in all. Saved bytes are a lower bound. */
export function createResponseCounts() {
  const cells = new Map<string, CountCell>()
  const lengths = createLru<number>(LENGTHS_MAX)
  /** Bytes that were not sent, by the reason. */
  const saved = { not_modified: 0, delta: 0, compression: 0 }

  const cellOf = (kind: Kind, encoding: CountCell['encoding']): CountCell =>
    getOrCreate(cells, `${kind} ${encoding}`, () => ({ kind, encoding, answers: new Map(), sentBytes: 0 }))

  const addTo = (cell: CountCell, status: number, bytes: number): void => {
    cell.answers.set(status, (cell.answers.get(status) ?? 0) + 1)
    cell.sentBytes += bytes
  }

  const count = (kind: Kind, status: number, encoding: CountCell['encoding'], bytes: number): void =>
    addTo(cellOf(kind, encoding), status, bytes)

  return {
    createCounter: (kind: Kind, encoding: Encoding, etag: string): DocumentCounter => ({
      cell: cellOf(kind, encoding),
      ...{ etag, lengthBytes: lengths.get(etag) ?? 0, savedBytes: -1 },
    }),
    /** A 304 saves the body that this process last sent with the entity tag, or nothing. */
    countNotModified: (counter: DocumentCounter, isHead: boolean): void => {
      addTo(counter.cell, 304, 0)
      if (!isHead) saved.not_modified += counter.lengthBytes
    },
    /** A 200; `body` is absent for a HEAD. */
    countWhole: (counter: DocumentCounter, body?: Buffer): void => {
      addTo(counter.cell, 200, body?.byteLength ?? 0)
      if (!body) return
      if (counter.savedBytes < 0 || counter.lengthBytes !== body.byteLength) {
        counter.lengthBytes = body.byteLength
        counter.savedBytes = Math.max(0, plainLengthOf(body) - body.byteLength)
        lengths.set(counter.etag, body.byteLength)
      }
      saved.compression += counter.savedBytes
    },
    /** A 226 (RFC 3229) saves the rest of the body that this process last sent with the entity tag. */
    countDelta: (counter: DocumentCounter, body?: Buffer): void => {
      addTo(counter.cell, 226, body?.byteLength ?? 0)
      if (body) saved.delta += Math.max(0, counter.lengthBytes - body.byteLength)
    },
    count,
    /** Counts the answer once when it is closed. */
    countWhenClosed: (path: string, method: string | undefined, response: ServerResponse): void => {
      response.once('close', () => {
        // The client disconnected before the answer.
        if (!response.headersSent) return
        const length = Number(response.getHeader('content-length') ?? 0)
        const sentBytes = method !== 'HEAD' && response.writableFinished ? length : 0
        count(kindOfPath(path), response.statusCode, length > 0 ? 'identity' : 'none', sentBytes)
      })
    },
    cells: (): readonly CountCell[] => [...cells.values()],
    saved: saved as Readonly<typeof saved>,
  }
}
