import { afterAll, vi } from 'vitest'

// All test files share a process (`isolate: false`), so fake timers must end with their file.
afterAll(() => void vi.useRealTimers())
