import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { type RunningServer, startServer } from './child.ts'
import { exchangeOf } from './exchange.ts'
import { type Figure, figureOf } from './figures.ts'
import { load, type Request, type Served } from './load.ts'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const BARE = fileURLToPath(new URL('bare.ts', import.meta.url))

const PATH = '/uk/rss.xml'
const ENCODINGS = ['gzip, br', 'identity']
/** Seconds for each, of which nothing is counted. */
const WARM_UP = 2
const TARGETS = { 200: 0.85, 304: 0.7 }

type Parts = {
  readonly folder: string
  /** A store's file, made by an earlier refresh or not there yet. */
  readonly store: string
  readonly rounds: number
  readonly seconds: number
}

/** Requests a second of the whole program as shares of a bare `node:http` handler's, one feed, the same bytes. */
export async function measureServing({ folder, store, rounds, seconds }: Parts): Promise<Figure[]> {
  const env = { POLYFEED_DATA: folder, POLYFEED_STORE: `sqlite:${store}`, PORT: '0', LOG_LEVEL: 'warn' }
  await using polyfeed = await startServer({ args: [PROGRAM], env, core: 'server' })
  const figures: Figure[] = []
  for (const acceptEncoding of ENCODINGS) {
    const args = [BARE, polyfeed.origin + PATH, acceptEncoding]
    await using bare = await startServer({ args, core: 'server' })
    const exchange = await exchangeOf(polyfeed.origin + PATH, acceptEncoding)
    if (!isDeepStrictEqual(exchange, await exchangeOf(bare.origin + PATH, acceptEncoding))) {
      throw new Error('the bare server answers otherwise')
    }
    const headers = { 'Accept-Encoding': acceptEncoding }
    const kilobytes = Math.round(exchange.body.byteLength / 1000)
    const requests = {
      [`200, ${acceptEncoding} (${kilobytes} kB)`]: { status: 200, headers },
      [`304, ${acceptEncoding}`]: { status: 304, headers: { ...headers, 'If-None-Match': exchange.etag } },
    } as const
    for (const [name, { status, headers }] of Object.entries(requests)) {
      const pairs = await compare({ own: polyfeed, bare }, { path: PATH, headers }, rounds, seconds)
      figures.push(...figuresOf(name, pairs, TARGETS[status]))
    }
  }
  return figures
}

type Pair = { readonly own: Served; readonly bare: Served }

const NOTHING: Served = { requests: 0, seconds: 0, cpu: 0 }

/** In turns of a second, so that whatever else the machine does meets both. */
async function compare(
  servers: { readonly own: RunningServer; readonly bare: RunningServer },
  request: Request,
  rounds: number,
  seconds: number,
): Promise<Pair[]> {
  const turn = async ({ own, bare }: Pair): Promise<Pair> => ({
    own: sum(own, await load(servers.own, request, 1)),
    bare: sum(bare, await load(servers.bare, request, 1)),
  })
  const several = async (turns: number): Promise<Pair> => {
    let pair: Pair = { own: NOTHING, bare: NOTHING }
    for (let done = 0; done < turns; done++) pair = await turn(pair)
    return pair
  }
  await several(WARM_UP)
  const pairs: Pair[] = []
  while (pairs.length < rounds) pairs.push(await several(seconds))
  return pairs
}

function sum(a: Served, b: Served): Served {
  return { requests: a.requests + b.requests, seconds: a.seconds + b.seconds, cpu: a.cpu + b.cpu }
}

function figuresOf(name: string, pairs: readonly Pair[], target: number): Figure[] {
  const rate = ({ requests, seconds }: Served): number => requests / seconds
  const perCpu = ({ requests, cpu }: Served): number => requests / cpu
  const shares = (of: typeof rate): number[] => pairs.map(({ own, bare }) => of(own) / of(bare))
  const byCpu = shares(perCpu).filter(Number.isFinite)
  return [
    figureOf(
      name,
      pairs.map(({ own }) => rate(own)),
      'requests/s',
    ),
    figureOf(
      `${name}, bare node:http`,
      pairs.map(({ bare }) => rate(bare)),
      'requests/s',
    ),
    figureOf(`${name}, of bare`, shares(rate), '', { least: target }),
    ...(byCpu.length > 0 ? [figureOf(`${name}, of bare by processor time`, byCpu, '')] : []),
  ]
}
