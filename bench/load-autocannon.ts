import { readFileSync } from 'node:fs'
import autocannon from 'autocannon'

// The same as load.lua for wrk.
const [url = '', file = '', connections = '', duration = ''] = process.argv.slice(2)
const requests = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [path = '', ...fields] = line.split('\t')
    return { method: 'GET' as const, path, headers: Object.fromEntries(fields.map((field) => field.split(': '))) }
  })
const result = await autocannon({ url, connections: Number(connections), duration: Number(duration), requests })
if (result.errors + result.timeouts + result['4xx'] + result['5xx'] > 0) throw new Error('autocannon reported errors')
process.stdout.write(JSON.stringify({ requests: result.requests.total, seconds: result.duration }))
