import { afterAll, vi } from 'vitest'

// Files share their process (`isolate: false`): a file must not leave its clock or its spies to the next one.
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})
