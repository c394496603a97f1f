import path from 'node:path'
import { type RunningServer, startServer } from './child.ts'
import { type DocumentRequest, type Exchanges, exchangesOf } from './exchange.ts'
import { type RequestList, requestList } from './load.ts'
import { mixedRequests, requestsOf, type Status } from './questions.ts'

/** A server that has answered every question once, with its answers. */
export type WarmServer = {
  readonly server: RunningServer
  readonly questions: readonly DocumentRequest[]
  readonly exchanges: Exchanges
}

/** Shared by all measurements of the serving section. */
export type ServingParts = {
  readonly scratch: string
  /** The program's file. */
  readonly program: string
  /** Names the newsroom and the store. */
  readonly env: Record<string, string>
  readonly questions: readonly DocumentRequest[]
  readonly encodings: readonly string[]
  readonly rounds: number
  readonly seconds: number
  readonly say: (text: string) => void
}

export async function warmUp(server: RunningServer, questions: readonly DocumentRequest[]): Promise<WarmServer> {
  return { server, questions, exchanges: await exchangesOf(server.origin, questions) }
}

/** Starts our program, pinned to one core. */
export async function startProgram({ program, env, questions }: ServingParts): Promise<WarmServer> {
  return warmUp(await startServer({ args: [program], env, core: 'server' }), questions)
}

/** Writes the requests to one file per server, because entity tags differ between servers. */
export function listFor(
  { questions, exchanges }: Pick<WarmServer, 'questions' | 'exchanges'>,
  scratch: string,
  name: string,
  statuses: Status | 'mixed',
): RequestList {
  const requests =
    statuses === 'mixed' ? mixedRequests(questions, exchanges) : requestsOf(questions, exchanges, statuses)
  return requestList(path.join(scratch, `${name.replaceAll(/\W/g, '-')}-${statuses}.requests`), requests)
}
