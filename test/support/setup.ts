import { afterAll, vi } from 'vitest'

// Files share their process (`isolate: false`): a file must not leave its clock to the next one.
afterAll(() => void vi.useRealTimers())
