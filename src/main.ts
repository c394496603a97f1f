#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Half of what a start takes is compiling: the next one need not. Where nothing can be written there, nothing is.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/polyfeed', import.meta.url)))
const { run } = await import('./cli/run.ts')

process.exitCode = await run(process.argv.slice(2))
// A worker's channel to the process that started it would keep it alive.
if (process.connected) process.disconnect()
