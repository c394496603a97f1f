import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import path from 'node:path'
import { minify } from 'terser'

// `npm run element`: builds the scripts that pages load from src/embed/element, next to the released scripts.
// Partners load a released script with its hash, so it never changes. A changed source needs a new version.

const SOURCE = path.resolve(import.meta.dirname, '../../src/embed/element')
export const RELEASED = path.resolve(SOURCE, '../released')

/** The newest version of each script. If it is not released yet, it is the next one. */
export const SCRIPTS = [
  { name: 'polyfeed-headlines', version: '1.1.0', entry: 'headlines-element.ts' },
  { name: 'polyfeed-frames', version: '1.0.0', entry: 'frames-listener.ts' },
] as const
export type Release = (typeof SCRIPTS)[number]

const IMPORT = /^import\b[^;'"]*?'([^']+)'\n/gm

/** Concatenates a module after its imports, without types. */
function joined(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return ''
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const before = [...text.matchAll(IMPORT)]
    .filter(([statement]) => !statement.startsWith('import type'))
    .map(([, name = '']) => joined(path.resolve(path.dirname(file), name), seen))
  const own = stripTypeScriptTypes(text)
    .replace(IMPORT, '')
    .replace(/^export (?=\w)/gm, '')
    .replace(/^export \{\}$/gm, '')
  return [...before, own].join('\n')
}

/** All modules share one scope, so names must be unique. @throws if a name is declared twice */
function distinct(code: string): string {
  const names = [...code.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(([, name]) => name)
  const twice = names.filter((name, at) => names.indexOf(name) !== at)
  if (twice.length > 0) throw new Error(`the element's modules have these names twice: ${twice.join(', ')}`)
  return code
}

/** One classic script that defines no globals. */
export async function build({ name, version, entry }: Release): Promise<string> {
  const code = `(() => { 'use strict'\n${distinct(joined(path.join(SOURCE, entry)))}\n})()`
  const { code: small } = await minify(code, {
    ecma: 2020,
    compress: { passes: 3 },
    format: { preamble: `/*! ${name} ${version} | MIT | (c) 2026 The Polyfeed authors */`, ascii_only: true },
  })
  // Code without spaces: these are in the style sheet.
  return `${small?.replace(/ ?([{}]) ?|([;:,]) /g, '$1$2')}\n`
}

export function fileOf({ name, version }: Pick<Release, 'name' | 'version'>): string {
  return path.join(RELEASED, `${name}-${version}.js`)
}

if (import.meta.main) {
  for (const script of SCRIPTS) {
    const text = await build(script)
    const file = fileOf(script)
    if (!existsSync(file)) writeFileSync(file, text)
    else if (readFileSync(file, 'utf8') !== text) {
      console.error(
        `${path.basename(file)} is released, and the source says something else: give it a new version here`,
      )
      process.exitCode = 1
    }
  }
}
