import type { HttpRequest, HttpSource } from '../domain/sources.ts'
import { compile, type Evaluate, ExpressionError } from '../sources/expression.ts'
import type { StoredRecord } from '../store/records.ts'
import { FetchError, type FetchRequest } from './connector.ts'
import { type Answer, ask, linksOf, withQuery } from './http-answers.ts'

const EXPRESSIONS = ['also', 'items', 'key', 'deleted', 'changed', 'next', 'total'] as const
type Expression = (typeof EXPRESSIONS)[number]

/** A request with its compiled expressions. */
export type Plan = HttpRequest & { readonly expressions: Readonly<Partial<Record<Expression, Evaluate>>> }

export type Page = {
  /** `changed` is in milliseconds since 1970. */
  readonly items: readonly (StoredRecord & { readonly changed: number | undefined })[]
  /** The records of all pages. */
  readonly total: number | undefined
}

export function planOf(request: HttpRequest): Plan {
  const compiled = EXPRESSIONS.flatMap((name) => {
    const text = request[name]
    return text === undefined ? [] : [[name, compile(text, { regex: false })] as const]
  })
  return { ...request, expressions: Object.fromEntries(compiled) }
}

/** The variables of a request's expressions. */
type Variables = { readonly language: string; readonly source: object }

/** Reads one page after the other. `since` is in milliseconds since 1970; `null` for all records. @throws FetchError */
export async function* pagesOf(
  request: FetchRequest,
  settings: HttpSource['fetch'],
  plan: Plan,
  since: number | null,
  variables: Variables,
): AsyncGenerator<Page> {
  let address = firstAddress(settings.url, plan, since, variables.language)
  const requestedUrls = new Set<string>()
  let before = ''
  for (let page = 1; ; page += 1) {
    requestedUrls.add(address.href)
    const answer = await ask(request, settings, address)
    const pageVariables = { ...variables, page, headers: answer.headers, links: linksOf(answer.headers) }
    const paths = [await evaluatorOf(plan, answer, pageVariables)('also', answer.json)].flat(3)
    const also: unknown[] = []
    for (const path of paths) {
      if (typeof path === 'string') also.push((await ask(request, settings, addressOf(settings.url, path))).json)
    }
    const evaluate = evaluatorOf(plan, answer, { ...pageVariables, also })
    const list = await evaluate('items', answer.json)
    if (!Array.isArray(list)) throw problem(answer, '`items` finds no list: another address, or a login is needed')
    const items: Page['items'][number][] = []
    for (const item of list) items.push(await itemOf(item, evaluate, answer))
    const keys = items.map(({ key }) => key).join('\n')
    if (keys !== '' && keys === before) throw problem(answer, 'repeats the page before it')
    before = keys
    const total = await evaluate('total', answer.json)
    yield { items, total: total === undefined ? undefined : Number(total) || 0 }
    const next = await evaluate('next', answer.json)
    if (!next) return
    address = nextAddress(answer, next)
    if (requestedUrls.has(address.href)) throw problem(answer, 'names a next page that was read before')
  }
}

function firstAddress(
  url: string,
  { path, query, since: parameters, overlap }: Plan,
  since: number | null,
  language: string,
) {
  const from = new Date((since ?? 0) - overlap * 1000)
  const filled = (text: string): string =>
    text
      .replaceAll('{language}', language)
      .replaceAll('{since}', from.toISOString().replace(/\.\d+Z$/, 'Z'))
      .replaceAll('{sinceSeconds}', String(Math.floor(from.getTime() / 1000)))
  const address = addressOf(url, filled(path))
  const parametersOfPage = Object.entries({ ...query, ...(since !== null && parameters) })
  return withQuery(address, Object.fromEntries(parametersOfPage.map(([name, value]) => [name, filled(value)])))
}

/** A language without a name of its own leaves no empty segment. */
function addressOf(url: string, path: string): URL {
  return new URL(`${url.replace(/\/+$/, '')}/${path.replaceAll(/^\/+|(?<=\/)\/+/g, '')}`)
}

/** A list of pages leads to no other host, and to none without TLS. */
function nextAddress(answer: Answer, next: unknown): URL {
  if (typeof next === 'object') return withQuery(answer.address, next as Record<string, unknown>)
  const { host } = answer.address
  const target = URL.parse(String(next), answer.address.href)
  if (target?.host !== host) throw problem(answer, `names a next page on another host: ${target?.host}`)
  return new URL(`${target.pathname}${target.search}`, answer.address.origin)
}

async function itemOf(item: unknown, evaluate: Evaluator, answer: Answer): Promise<Page['items'][number]> {
  const key = await evaluate('key', item)
  if (typeof key !== 'string' && typeof key !== 'number') throw problem(answer, 'has an item without a `key`')
  const time = await evaluate('changed', item)
  const changed = typeof time === 'string' ? instantOf(time) : ((time ?? undefined) as number | undefined)
  if (Number.isNaN(changed)) throw problem(answer, `has an item whose \`changed\` is no date: ${time}`)
  const isDeleted = (await evaluate('deleted', item)) === true
  return { key: String(key), body: isDeleted ? null : JSON.stringify(item), changed }
}

/** A time without a zone is in UTC, whatever the zone of this machine is. */
function instantOf(time: string): number {
  return Date.parse(/^[\d-]+[T ][\d:.]+$/.test(time) ? `${time}Z` : time)
}

type Evaluator = (expression: Expression, input: unknown) => Promise<unknown>

/** @throws FetchError */
function evaluatorOf(plan: Plan, answer: Answer, variables: Readonly<Record<string, unknown>>): Evaluator {
  return async (expression, input) => {
    try {
      return await plan.expressions[expression]?.(input, variables)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      throw problem(answer, `does not fit \`${expression}\`: ${error.message}`)
    }
  }
}

function problem({ address }: Answer, reason: string): FetchError {
  return new FetchError(`${address.origin}${address.pathname} ${reason}`)
}
