import type { ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import { type Encoding, plainLengthOf } from '../editions/encodings.ts'
import { type Kind, kindOfPath } from './document-kinds.ts'

/** Why bytes need not be sent. */
export const SAVING_KINDS = ['not_modified', 'delta', 'compression'] as const
export type Saving = (typeof SAVING_KINDS)[number]

/** Answers of one kind in one encoding; `none` where no encoding was asked for, or none would do. */
export type CountCell = {
  readonly kind: Kind
  readonly encoding: Encoding | 'none'
  /** How many, by status. */
  readonly answers: Record<number, number>
  /** Bytes of bodies. */
  sent: number
}

/** What counting a document in an encoding needs; kept with what is prepared of it. */
export type DocumentCounter = {
  readonly cell: CountCell
  readonly etag: string
  /** Bytes of the body as it was last sent; 0 while this process has not sent it. */
  length: number
  /** Bytes that encoding took off it; -1 as long as nobody has looked. */
  saving: number
}

/**
 * Counts what is answered, in plain integers: a 304 takes 25 µs in all. Whoever wants to know reads them. What is said
 * to be saved is a lower bound.
 */
export type ResponseCounts = {
  /** Where a document's answers in an encoding are counted. */
  counted(kind: Kind, encoding: Encoding, etag: string): DocumentCounter
  /** A 304: it saves the body that was last sent under that entity tag, nothing where this process has sent none. */
  notModified(counted: DocumentCounter, head: boolean): void
  /** A 200 with the whole body; without one where it was a HEAD. */
  whole(counted: DocumentCounter, body?: Buffer): void
  /** A 226 (RFC 3229), the same: it saves what is left of the body that was last sent under that entity tag, if any was. */
  delta(counted: DocumentCounter, body?: Buffer): void
  /** Any other answer. */
  count(kind: Kind, status: number, encoding: Encoding | 'none', bytes: number): void
  /** The same, once it is told what the answer is: whatever becomes of it, it is counted once. */
  countWhenClosed(path: string, method: string | undefined, response: ServerResponse): void
  cells(): readonly CountCell[]
  readonly saved: Readonly<Record<Saving, number>>
}

/** Entity tags of which the length is kept: what did not change from one edition to the next need not be sent again. */
const KEPT = 10_000

export function createResponseCounts(): ResponseCounts {
  const cells = new Map<string, CountCell>()
  const lengths = new LRUCache<string, number>({ max: KEPT })
  const saved: Record<Saving, number> = { not_modified: 0, delta: 0, compression: 0 }

  const cellOf = (kind: Kind, encoding: CountCell['encoding']): CountCell => {
    const name = `${kind} ${encoding}`
    const cell = cells.get(name) ?? { kind, encoding, answers: {}, sent: 0 }
    cells.set(name, cell)
    return cell
  }

  const count = (cell: CountCell, status: number, bytes: number): void => {
    cell.answers[status] = (cell.answers[status] ?? 0) + 1
    cell.sent += bytes
  }

  const answered: ResponseCounts['count'] = (kind, status, encoding, bytes) =>
    count(cellOf(kind, encoding), status, bytes)

  return {
    counted: (kind, encoding, etag) => ({
      cell: cellOf(kind, encoding),
      ...{ etag, length: lengths.get(etag) ?? 0, saving: -1 },
    }),
    notModified: (counted, head) => {
      count(counted.cell, 304, 0)
      if (!head) saved.not_modified += counted.length
    },
    whole: (counted, body) => {
      count(counted.cell, 200, body?.byteLength ?? 0)
      if (!body) return
      if (counted.saving < 0 || counted.length !== body.byteLength) {
        counted.length = body.byteLength
        counted.saving = Math.max(0, plainLengthOf(body) - body.byteLength)
        lengths.set(counted.etag, body.byteLength)
      }
      saved.compression += counted.saving
    },
    delta: (counted, body) => {
      count(counted.cell, 226, body?.byteLength ?? 0)
      if (body) saved.delta += Math.max(0, counted.length - body.byteLength)
    },
    count: answered,
    countWhenClosed: (path, method, response) => {
      response.once('close', () => {
        // Nobody was there any more to be answered.
        if (!response.headersSent) return
        const length = Number(response.getHeader('content-length') ?? 0)
        const sent = method !== 'HEAD' && response.writableFinished ? length : 0
        answered(kindOfPath(path), response.statusCode, length > 0 ? 'identity' : 'none', sent)
      })
    },
    cells: () => [...cells.values()],
    saved,
  }
}
