import { kill } from './kill.ts'
import type { Scenario } from './scenario.ts'

export const SCENARIOS: Readonly<Record<string, Scenario>> = { kill }
