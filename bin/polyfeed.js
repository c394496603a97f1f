#!/usr/bin/env node
// Old versions of Node read this file to say that they are too old: it has no syntax that Node 12 does not know.
import { existsSync, readFileSync } from 'node:fs'

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const required = Number(engines.node.replace('>=', ''))
const version = process.versions.node

if (Number(version.split('.')[0]) < required) {
  process.stderr.write(`polyfeed: Polyfeed needs Node ${required} or newer, and this is Node ${version}\n`)
  process.exitCode = 1
} else {
  // A checkout runs its source, so that a dist/ left by `npm pack` is never run instead. A package has no source: Node
  // does not strip types below node_modules.
  const source = new URL('../src/main.ts', import.meta.url)
  const isCheckout = existsSync(source)
  if (!isCheckout) process.setSourceMapsEnabled(true)
  import(isCheckout ? source.href : new URL('../dist/main.js', import.meta.url).href)
}
