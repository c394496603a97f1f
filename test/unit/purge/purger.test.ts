import { describe, expect, test, vi } from 'vitest'
import { createPurger, type Purge } from '../../../src/purge/purger.ts'

type Status = number | Error

/** A purger whose clock advances by its waits; `answer` gives the status of each request. */
function rig(answer: (purge: Purge, request: number) => Status = () => 200, header = 'Surrogate-Key') {
  const clock = { now: 0 }
  const [sent, waits, observed]: [(Purge & { at: number })[], number[], unknown[]] = [[], [], []]
  const purger = createPurger({
    header,
    now: () => clock.now,
    wait: async (milliseconds) => {
      waits.push(milliseconds)
      const until = clock.now + milliseconds
      await Promise.resolve()
      clock.now = Math.max(clock.now, until)
    },
    send: async (purge) => {
      sent.push({ ...purge, at: clock.now })
      const status = answer(purge, sent.length)
      if (status instanceof Error) throw status
      return status
    },
    observe: (outcome) => void observed.push(outcome),
  })
  return { purger, clock, sent, waits, observed }
}

const many = (count: number, length = 10): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'k'))

test('sends keys after two seconds without blocking the caller', async () => {
  const { purger, sent, observed } = rig()
  purger.purge(['uk', 'uk/list'], 7)
  expect(sent).toEqual([])
  await purger.settled()
  expect(sent).toEqual([{ keys: ['uk', 'uk/list'], revision: 7, at: 2000 }])
  expect(observed).toEqual([{ keys: 2, failed: 0, why: null }])
})

test('sends nothing if nothing has changed', async () => {
  const { purger, sent, observed } = rig()
  purger.purge([], 1)
  await purger.settled()
  expect([sent, observed]).toEqual([[], []])
})

test('delays every edition by two seconds and keeps their order', async () => {
  const { purger, clock, sent } = rig()
  purger.purge(['a'], 1)
  clock.now = 500
  purger.purge(['b'], 2)
  await purger.settled()
  purger.purge(['c'], 3)
  await purger.settled()
  expect(sent.map(({ keys, revision, at }) => [keys, revision, at])).toEqual([
    [['a'], 1, 2000],
    [['b'], 2, 2500],
    [['c'], 3, 4500],
  ])
})

test('joins purges that arrive during another purge, each key once', async () => {
  const { purger, sent } = rig((_, request) => {
    if (request === 1) {
      purger.purge(['b', 'c'], 2)
      purger.purge(['c', 'd'], 3)
    }
    return 200
  })
  purger.purge(['a'], 1)
  await purger.settled()
  expect(sent.map(({ keys, revision }) => [keys, revision])).toEqual([
    [['a'], 1],
    [['b', 'c', 'd'], 3],
  ])
})

describe('a purge of many keys', () => {
  test.each([
    [1000, 10],
    [600, 128],
  ])('%i of %i characters is split as Fastly and the length of a header field require', async (count, length) => {
    const { purger, sent, observed } = rig()
    purger.purge(many(count, length), 1)
    await purger.settled()
    expect(sent.flatMap(({ keys }) => keys)).toEqual(many(count, length))
    for (const { keys } of sent) {
      expect(keys.length).toBeLessThanOrEqual(256)
      expect(`Surrogate-Key: ${keys.join(' ')}`.length).toBeLessThan(8192)
    }
    expect(observed).toEqual([{ keys: count, failed: 0, why: null }])
  })

  test('purges the whole site if there are too many keys', async () => {
    const { purger, sent } = rig()
    purger.purge(many(20_001), 1)
    await purger.settled()
    expect(sent.map(({ keys }) => keys)).toEqual([['site']])
  })
})

test('spells keys as the header field requires', async () => {
  const { purger, sent } = rig(() => 200, 'Edge-Cache-Tag')
  purger.purge(['uk/tag/usa'], 1)
  await purger.settled()
  expect(sent[0]?.keys).toEqual(['uk|tag|usa'])
})

describe('a purge that fails', () => {
  test.each([500, 302, 403, new Error('refused')])('with %s is retried after 1, 5 and 25 seconds', async (status) => {
    const { purger, sent, waits, observed } = rig((_, request) => (request < 4 ? status : 204))
    purger.purge(['a'], 1)
    await purger.settled()
    expect([sent.length, waits]).toEqual([4, [2000, 1000, 5000, 25_000]])
    expect(observed).toEqual([{ keys: 1, failed: 0, why: null }])
  })

  test('after all retries is reported once; its keys are sent with the next purge, even an empty one', async () => {
    let down = true
    const { purger, sent, observed } = rig(() => (down ? 503 : 200))
    purger.purge(['a', 'b'], 1)
    await purger.settled()
    expect([sent.length, observed]).toEqual([4, [{ keys: 2, failed: 2, why: 'status 503' }]])
    down = false
    purger.purge([], 1)
    await purger.settled()
    expect(sent.at(-1)).toMatchObject({ keys: ['a', 'b'], revision: 1 })
    purger.purge(['c'], 2)
    await purger.settled()
    expect(sent.at(-1)?.keys).toEqual(['c'])
  })

  test('in one part keeps only the keys of that part', async () => {
    const broken = many(256).at(-1) as string
    let down = true
    const { purger, sent, observed } = rig(({ keys }) => (down && keys.includes(broken) ? new Error('refused') : 200))
    purger.purge(many(300), 1)
    await purger.settled()
    expect(observed).toEqual([{ keys: 300, failed: 256, why: 'refused' }])
    down = false
    purger.purge(['new'], 2)
    await purger.settled()
    expect(sent.slice(-2).flatMap(({ keys }) => keys)).toEqual([...many(256), 'new'])
  })
})

test('waits four seconds for a hanging purge at shutdown and reports the lost keys', async () => {
  vi.useFakeTimers()
  try {
    const observed: unknown[] = []
    const hanging = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const purger = createPurger({
      ...{
        header: 'Surrogate-Key',
        now: () => 0,
        wait: async () => undefined,
        observe: (outcome) => observed.push(outcome),
      },
      send: (_purge, signal) => hanging(signal),
    })
    purger.purge(['a', 'b'], 1)
    let closed = false
    const closing = purger.close().then(() => {
      closed = true
    })
    await vi.advanceTimersByTimeAsync(3999)
    expect(closed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await closing
    expect(observed.at(-1)).toEqual({ keys: 2, failed: 2, why: 'the server was stopped' })
  } finally {
    vi.useRealTimers()
  }
})
