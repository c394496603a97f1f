import type { Weighed, Wire } from './wire.ts'

/** How readers ask for what they may have already: not knowing it, by its entity tag, or for the news since then. */
export const MANNERS = ['plain', 'conditional', 'delta'] as const
export type Manner = (typeof MANNERS)[number]

/** What went over the wire in one manner. */
export type Traffic = {
  readonly body: number
  readonly heads: number
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>
}

/** Readers who all have the same manners. Each remembers the entity tag of every feed that it has. */
export type Crowd = {
  poll(reader: number, path: string, acceptEncoding: string): Promise<void>
  /** Answers may be others from now on. */
  refreshed(): void
  /** From now on it counts. */
  begin(): void
  traffic(): Traffic
}

export function crowdOf(manner: Manner, wire: Wire): Crowd {
  const known = new Map<string, string>()
  // Between two refreshes the same question has the same answer: it is asked once, and counted for everybody.
  const answers = new Map<string, Weighed>()
  let [body, heads] = [0, 0]
  let statuses = new Map<number, number>()
  const ask = async (path: string, acceptEncoding: string, etag: string | undefined): Promise<Weighed> => {
    const question = `${path} ${acceptEncoding} ${etag}`
    const answered = answers.get(question)
    if (answered) return answered
    const answer = await wire.ask(path, {
      'Accept-Encoding': acceptEncoding,
      ...(etag !== undefined && { 'If-None-Match': etag }),
      // RFC 3229 §10.5.3
      ...(manner === 'delta' && { 'A-IM': 'feed' }),
    })
    const { status } = answer
    const expected = status === 200 || (etag !== undefined && status === 304) || (manner === 'delta' && status === 226)
    if (!expected) throw new Error(`${path} answers ${status} to ${manner} readers`)
    answers.set(question, answer)
    return answer
  }
  return {
    poll: async (reader, path, acceptEncoding) => {
      const own = `${reader} ${path}`
      const answer = await ask(path, acceptEncoding, manner === 'plain' ? undefined : known.get(own))
      if (answer.status !== 304) known.set(own, answer.etag)
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
