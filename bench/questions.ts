import { type DocumentRequest, type Exchanges, keyOf } from './exchange.ts'
import type { Request } from './load.ts'
import { between, seeded } from './random.ts'

export type Status = 200 | 304

/** Every path in every encoding once, shuffled in the same way in every run. */
export function questionsOf(paths: readonly string[], encodings: readonly string[]): DocumentRequest[] {
  const questions = paths.flatMap((path) => encodings.map((acceptEncoding) => ({ path, acceptEncoding })))
  const random = seeded(1)
  // Fisher–Yates
  for (let last = questions.length - 1; last > 0; last--) {
    const other = between(random, 0, last)
    ;[questions[last], questions[other]] = [questions[other] as DocumentRequest, questions[last] as DocumentRequest]
  }
  return questions
}

/** Requests that get the status from the server that gave `exchanges`. */
export function requestsOf(questions: readonly DocumentRequest[], exchanges: Exchanges, status: Status): Request[] {
  return questions.map((question) => {
    const etag = exchanges.get(keyOf(question))?.etag ?? ''
    const headers = { 'Accept-Encoding': question.acceptEncoding }
    return { path: question.path, headers: status === 304 ? { ...headers, 'If-None-Match': etag } : headers }
  })
}

/** Requests that get 200 and 304 in turn. */
export function mixedRequests(questions: readonly DocumentRequest[], exchanges: Exchanges): Request[] {
  const notModified = requestsOf(questions, exchanges, 304)
  return requestsOf(questions, exchanges, 200).map((full, index) =>
    index % 2 === 0 ? full : (notModified[index] as Request),
  )
}
