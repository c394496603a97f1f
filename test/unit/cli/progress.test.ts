import { spawn } from 'node:child_process'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createProgressBar, type ProgressBar } from '../../../src/cli/progress.ts'
import { terminal } from '../../support/terminal.ts'

test('there is no progress bar in a pipe or file', () => {
  const pipe = new Writable({
    write() {
      throw new Error('the pipe was written to')
    },
  }) as NodeJS.WriteStream
  expect(createProgressBar(pipe)).toBeUndefined()
  expect(createProgressBar(Object.assign(pipe, { isTTY: false }) as unknown as NodeJS.WriteStream)).toBeUndefined()
})

describe('on a terminal', () => {
  let screen: ReturnType<typeof terminal>
  let bar: ProgressBar

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
    screen = terminal()
    bar = createProgressBar(screen.stream) as ProgressBar
  })
  afterEach(() => vi.useRealTimers())

  /** Advances from one count to another by `each` every 100 ms. */
  function run(
    step: Parameters<ProgressBar['progress']>[0],
    from: number,
    to: number,
    total: number,
    each: number,
  ): void {
    for (let done = from; done <= to; done += each) {
      bar.progress(step, done, total)
      vi.advanceTimersByTime(100)
    }
  }

  test('shows the count, the total, the rate and the time left', () => {
    run('files', 0, 5000, 10_000, 100)
    expect(screen.line()).toMatch(/ 50% \| 5000 of 10000 files read \| (?:9\d\d|1000|10\d\d)\/s \| \d+s left$/)
    expect(Number(/(\d+)s left/.exec(screen.line())?.[1])).toBeGreaterThanOrEqual(4)
    expect(Number(/(\d+)s left/.exec(screen.line())?.[1])).toBeLessThanOrEqual(6)
  })

  test('shows each step from its beginning and leaves an empty line', () => {
    run('files', 500, 1000, 1000, 500)
    expect(screen.line()).toBe('')
    run('articles', 500, 500, 2000, 500)
    expect(screen.line()).toContain('25% | 500 of 2000 articles placed')
    run('articles', 1000, 2000, 2000, 500)
    expect(screen.line()).toBe('')
    run('feeds', 600, 600, 1200, 100)
    expect(screen.line()).toContain('50% | 600 of 1200 feeds |')
    run('feeds', 1200, 1200, 1200, 1)
    expect(screen.line()).toBe('')
    expect(screen.cursorHidden()).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('does not show a very short step', () => {
    run('files', 0, 499, 499, 1)
    run('articles', 0, 1, 1, 1)
    expect(screen.written()).toBe('')
  })

  test('clears an incomplete step when the next begins, even a small one', () => {
    run('files', 0, 999, 1000, 333)
    expect(screen.line()).toContain('999 of 1000')
    run('articles', 1, 3, 3, 1)
    expect(screen.line()).toBe('')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('shows consecutive refreshes in the same way', () => {
    for (const _ of [1, 2]) {
      run('files', 600, 600, 1200, 1)
      expect(screen.line()).toContain('50% | 600 of 1200 files read')
      run('files', 1200, 1200, 1200, 1)
      expect(screen.line()).toBe('')
    }
  })
})

test('a refresh that fails during a step does not keep the process alive', async () => {
  const script = `
    const { terminal } = await import(${JSON.stringify(new URL('../../support/terminal.ts', import.meta.url).href)})
    const { createProgressBar } = await import(${JSON.stringify(new URL('../../../src/cli/progress.ts', import.meta.url).href)})
    const bar = createProgressBar(terminal().stream)
    bar.progress('files', 500, 1000)
    bar.end()
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    stdio: 'inherit',
    timeout: 5000,
  })
  expect(await new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)))).toBe(0)
})
