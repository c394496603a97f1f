import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

// The scripts that other people's pages load. What is released stays as it is: pages name it with its hash.

export const SCRIPT_NAMES = ['polyfeed-headlines', 'polyfeed-frames'] as const
export type ScriptName = (typeof SCRIPT_NAMES)[number]

export type Script = {
  readonly name: ScriptName
  /** `1.0.0` */
  readonly version: string
  readonly text: string
  /** `sha384-…`, as a tag's `integrity` has it: Subresource Integrity §3.1. */
  readonly integrity: string
  /** Whether it is the newest of its name. */
  readonly newest: boolean
}

const RELEASED = path.join(import.meta.dirname, 'released')

let read: readonly Script[] | undefined

/** All that were ever released, each name's newest first. The folder is read once. */
export function scripts(): readonly Script[] {
  read ??= SCRIPT_NAMES.flatMap((name) => versionsOf(name))
  return read
}

function versionsOf(name: ScriptName): Script[] {
  return readdirSync(RELEASED)
    .map((file) => /^(.+)-(\d+\.\d+\.\d+)\.js$/.exec(file))
    .flatMap((match) => (match?.[1] === name && match[2] !== undefined ? [match[2]] : []))
    .sort((one, other) => newer(other, one))
    .map((version, at) => {
      const text = readFileSync(path.join(RELEASED, `${name}-${version}.js`), 'utf8')
      const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`
      return { name, version, text, integrity, newest: at === 0 }
    })
}

/** Above 0 if the first is the newer one; `1.10.0` is newer than `1.9.0`. */
function newer(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
