import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { scriptPath } from '../domain/embed-path.ts'

// The scripts and the style sheet that other sites load. A released file never changes, because pages name it with its hash.

export const SCRIPT_NAMES = ['polyfeed-headlines', 'polyfeed-frames', 'polyfeed-fragment'] as const
export type ScriptName = (typeof SCRIPT_NAMES)[number]

export type Script = {
  readonly name: ScriptName
  /** `1.0.0` */
  readonly version: string
  readonly text: string
  /** `sha384-…` for a tag's `integrity`: Subresource Integrity §3.1. */
  readonly integrity: string
  /** Whether this is the newest version of its name. */
  readonly isNewest: boolean
}

const RELEASED = path.join(import.meta.dirname, 'released')

let releasedScripts: readonly Script[] | undefined

export function newest(name: ScriptName): Script {
  return scripts().find((one) => one.name === name && one.isNewest) as Script
}

/** All released scripts, the newest version of each name first. The folder is read once. */
export function scripts(): readonly Script[] {
  releasedScripts ??= SCRIPT_NAMES.flatMap((name) =>
    readdirSync(RELEASED)
      .flatMap((file) => new RegExp(`^${name}-(\\d+\\.\\d+\\.\\d+)\\.(?:js|css)$`).exec(file)?.[1] ?? [])
      // 1.10.0 is newer than 1.9.0.
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((version, index) => {
        const text = readFileSync(path.join(RELEASED, path.basename(scriptPath(name, version))), 'utf8')
        const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`
        return { name, version, text, integrity, isNewest: index === 0 }
      }),
  )
  return releasedScripts
}
