#!/usr/bin/env node
import { run } from './cli/run.ts'

process.exitCode = await run(process.argv.slice(2))
// A worker's channel to the process that started it would keep it alive.
if (process.connected) process.disconnect()
