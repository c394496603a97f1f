#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiling takes half of a start. Node.js ignores the cache if the folder is not writable.
const cache = fileURLToPath(new URL('../node_modules/.cache/polyfeed', import.meta.url))
enableCompileCache(cache)
// For intake processes.
process.env.NODE_COMPILE_CACHE ??= cache
const { run } = await import('./cli/run.ts')

process.exitCode = await run(process.argv.slice(2))
// An open channel to the parent would keep a worker alive.
if (process.connected) process.disconnect()
