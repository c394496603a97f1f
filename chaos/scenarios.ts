import { clock } from './clock.ts'
import { connections } from './connections.ts'
import { database } from './database.ts'
import { disks } from './disks.ts'
import { fuzz } from './fuzz.ts'
import { kill } from './kill.ts'
import type { Scenario } from './scenario.ts'
import { slow } from './slow.ts'
import { sources } from './sources.ts'

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  kill,
  disks,
  database,
  clock,
  sources,
  fuzz,
  slow,
  connections,
}
