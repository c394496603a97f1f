import type { Wire, WireAnswer } from './wire.ts'

/** How readers request a feed again: without validators, with its entity tag, or for the delta since then. */
export const POLLING_MODES = ['plain', 'conditional', 'delta'] as const
export type PollingMode = (typeof POLLING_MODES)[number]

/** Bytes on the wire, and answers by status. */
export type Traffic = {
  readonly body: number
  readonly heads: number
  readonly statuses: ReadonlyMap<number, number>
}

/** Readers with the same manner. Each remembers the entity tags of its feeds. */
export type PollingReaders = {
  poll(reader: number, path: string, acceptEncoding: string): Promise<void>
  /** Call after each refresh: answers may have changed. */
  refreshed(): void
  /** Starts the count. */
  begin(): void
  traffic(): Traffic
}

export function createPollingReaders(manner: PollingMode, wire: Wire): PollingReaders {
  const etags = new Map<string, string>()
  // Equal requests between two refreshes have the same answer: one is sent, and counted for every reader.
  const answers = new Map<string, WireAnswer>()
  let [body, heads] = [0, 0]
  let statuses = new Map<number, number>()
  const ask = async (path: string, acceptEncoding: string, etag: string | undefined): Promise<WireAnswer> => {
    const question = `${path} ${acceptEncoding} ${etag}`
    const cached = answers.get(question)
    if (cached) return cached
    const answer = await wire.ask(path, {
      'Accept-Encoding': acceptEncoding,
      ...(etag !== undefined && { 'If-None-Match': etag }),
      // RFC 3229 §10.5.3
      ...(manner === 'delta' && { 'A-IM': 'feed' }),
    })
    const { status } = answer
    const expected = status === 200 || (etag !== undefined && status === 304) || (manner === 'delta' && status === 226)
    if (!expected) throw new Error(`${path} answered ${status} to a reader with the manner ${manner}`)
    answers.set(question, answer)
    return answer
  }
  return {
    poll: async (reader, path, acceptEncoding) => {
      const readerFeed = `${reader} ${path}`
      const answer = await ask(path, acceptEncoding, manner === 'plain' ? undefined : etags.get(readerFeed))
      if (answer.status !== 304) etags.set(readerFeed, answer.etag)
      body += answer.body
      heads += answer.heads
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    },
    refreshed: () => answers.clear(),
    begin: () => {
      body = 0
      heads = 0
      statuses = new Map()
    },
    traffic: () => ({ body, heads, statuses }),
  }
}
