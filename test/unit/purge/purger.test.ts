import { describe, expect, test, vi } from 'vitest'
import type { Purge } from '../../../src/purge/port.ts'
import { createPurger } from '../../../src/purge/purger.ts'

type Status = number | Error

/** A purger on a clock that goes by what it waits for; `answer` is what comes of each request. */
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
    observe: (one) => void observed.push(one),
  })
  return { purger, clock, sent, waits, observed }
}

const many = (count: number, length = 10): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'k'))

test('keys are sent two seconds after they are handed over, which returns at once', async () => {
  const { purger, sent, observed } = rig()
  purger.purge(['uk', 'uk/list'], 7)
  expect(sent).toEqual([])
  await purger.settled()
  expect(sent).toEqual([{ keys: ['uk', 'uk/list'], revision: 7, at: 2000 }])
  expect(observed).toEqual([{ keys: 2, failed: 0, why: null }])
})

test('nothing is sent where nothing has changed', async () => {
  const { purger, sent, observed } = rig()
  purger.purge([], 1)
  await purger.settled()
  expect([sent, observed]).toEqual([[], []])
})

test('every edition has its two seconds, and the order stays', async () => {
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

test('what came while another purge was under way goes together, each key once', async () => {
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
  ])('%i of %i characters goes in parts that Fastly takes and that fit in a field', async (count, length) => {
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

  test('of more than anybody waits for is one of everything', async () => {
    const { purger, sent } = rig()
    purger.purge(many(20_001), 1)
    await purger.settled()
    expect(sent.map(({ keys }) => keys)).toEqual([['site']])
  })
})

test('keys go as the field spells them', async () => {
  const { purger, sent } = rig(() => 200, 'Edge-Cache-Tag')
  purger.purge(['uk/tag/usa'], 1)
  await purger.settled()
  expect(sent[0]?.keys).toEqual(['uk|tag|usa'])
})

describe('a purge that fails', () => {
  test.each([500, 302, 403, new Error('refused')])(
    'with %s is tried again after 1, 5 and 25 seconds',
    async (status) => {
      const { purger, sent, waits, observed } = rig((_, request) => (request < 4 ? status : 204))
      purger.purge(['a'], 1)
      await purger.settled()
      expect([sent.length, waits]).toEqual([4, [2000, 1000, 5000, 25_000]])
      expect(observed).toEqual([{ keys: 1, failed: 0, why: null }])
    },
  )

  test('for good is told once, and its keys go with the next, or when an edition has none of its own', async () => {
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

  test('in one of its parts keeps those keys alone', async () => {
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

test('at the end, what hangs has four seconds, and what is lost is told', async () => {
  vi.useFakeTimers()
  try {
    const observed: unknown[] = []
    const hanging = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const purger = createPurger({
      ...{ header: 'Surrogate-Key', now: () => 0, wait: async () => undefined, observe: (one) => observed.push(one) },
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
