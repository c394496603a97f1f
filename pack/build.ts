import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import path from 'node:path'

// `npm pack` runs this first. dist/ mirrors src/ file by file, so that paths relative to a module work in both.

const ROOT = path.resolve(import.meta.dirname, '..')
const SRC = path.join(ROOT, 'src')
const DIST = path.join(ROOT, 'dist')
/** Sources of browser scripts; `embed/released` has the built ones. */
const ELEMENT = path.join(SRC, 'embed/element')

rmSync(DIST, { recursive: true, force: true })
execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['--project', import.meta.dirname], { stdio: 'inherit' })
cpSync(SRC, DIST, { recursive: true, filter: (file) => !file.endsWith('.ts') && file !== ELEMENT })
