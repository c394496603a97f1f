import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Run } from './scenario.ts'

const SOURCE = fileURLToPath(new URL('disk.c', import.meta.url))

/** A disk with controlled faults: `disk.c`. */
export type FaultyDisk = {
  /** For processes whose files in the folder misbehave. */
  readonly environment: Readonly<Record<string, string>>
  setMode(mode: 'well' | 'readonly' | 'full' | `slow ${number}`): void
}

/** `undefined` without a C compiler; reports the skip. */
export function createFaultyDisk(run: Run, folder: string): FaultyDisk | undefined {
  const library = path.join(run.scratch, 'disk.so')
  const control = path.join(run.scratch, 'disk-mode')
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' })
  if (compiled.status !== 0) {
    run.skip('disks with faults need a C compiler, cc')
    return undefined
  }
  const setMode: FaultyDisk['setMode'] = (mode) => writeFileSync(control, mode)
  setMode('well')
  return { setMode, environment: { LD_PRELOAD: library, CHAOS_DISK: folder, CHAOS_DISK_MODE: control } }
}

/** A small disk in memory, unmounted after the run. */
export type SmallDisk = {
  readonly folder: string
  /** Writes until no space is left. */
  fill(): void
  remount(how: 'ro' | 'rw'): void
}

/** `undefined` if mounting fails; reports the skip. */
export function mountSmallDisk(run: Run, megabytes: number): SmallDisk | undefined {
  const folder = path.join(run.scratch, 'disk')
  mkdirSync(folder)
  const mount = (options: string) =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'polyfeed-chaos', folder], { encoding: 'utf8' })
  const result = mount(`size=${megabytes}m`)
  if (result.status !== 0) {
    run.skip(`disks that are full or read-only need a mount: ${(result.stderr ?? 'no mount').trim()}`)
    return undefined
  }
  run.defer(() => spawnSync('umount', ['-l', folder]))
  return {
    folder,
    fill: () => {
      spawnSync('dd', ['if=/dev/zero', `of=${path.join(folder, 'filling')}`, 'bs=64k'], { stdio: 'ignore' })
    },
    remount: (how) => {
      const { status, stderr } = mount(`remount,${how}`)
      if (status !== 0) throw new Error(`remount,${how}: ${stderr}`)
    },
  }
}
