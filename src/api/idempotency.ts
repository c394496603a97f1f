import { createHash } from 'node:crypto'
import { AppError } from '../domain/errors.ts'
import type { Store } from '../store/port.ts'
import { unprocessable } from './written.ts'

/** Records of this name are no articles: the answers to requests with a key, and a hash of the requests. */
const SOURCE = 'idempotency'

/** Answers are kept for one to two days. */
const DAY_MS = 24 * 60 * 60 * 1000

/** Longer than any batch. It ends if the process dies. */
const LEASE_MS = 5 * 60 * 1000

export type Answer = { readonly status: number; readonly text: string }

/**
 * Gives a repeated request the first answer: draft-ietf-httpapi-idempotency-key-header-07. Keys of other tokens are other
 * keys. Without a key, the request runs each time.
 * @throws AppError `conflict` while the first request runs, `unprocessable` for another request with the key
 */
export async function answerOnce(
  { store, now }: { readonly store: Store; readonly now: () => number },
  { field, client }: { readonly field: string | undefined; readonly client: string },
  request: Uint8Array,
  run: () => Promise<Answer>,
): Promise<Answer> {
  if (field === undefined) return run()
  // RFC 8941 §3.3.3: a String. Most clients leave the quotes out.
  const keyText = field.trim().replace(/^"(.*)"$/, '$1')
  const key = hashOf(JSON.stringify([client, keyText]))
  const lease = `${SOURCE} ${key}`
  if (!(await store.claim(lease, now(), now() + LEASE_MS))) throw new AppError('conflict', 'the request is running')
  try {
    const hash = hashOf(request)
    const storedBody = (await store.recordBodies(SOURCE, [key])).get(key)
    if (storedBody) {
      const storedAnswer = JSON.parse(storedBody) as Answer & { readonly hash: string }
      if (storedAnswer.hash === hash) return storedAnswer
      const detail = `The Idempotency-Key "${keyText.slice(0, 80)}" was used for another body.`
      throw unprocessable([{ pointer: '', reason: 'key_reused', detail }])
    }
    const { status, text } = await run()
    const today = Math.floor(now() / DAY_MS)
    await store.transact(async (writer) => {
      await writer.dropOlderRecords(SOURCE, today - 1)
      await writer.putRecords(SOURCE, [{ key, body: JSON.stringify({ hash, status, text }) }], today)
    })
    return { status, text }
  } finally {
    await store.release(lease)
  }
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
