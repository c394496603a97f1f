import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from './database.ts'
import { fill } from './filling.ts'

const { location, collection } = workerData
const database = openDatabase(location)
// Sorting needs more room than containers have in /tmp.
const folder = path.dirname(path.resolve(location)).replaceAll("'", "''")
database.exec(`PRAGMA temp_store_directory = '${folder}'; PRAGMA cache_size = -64000; PRAGMA busy_timeout = 60000`)
database.exec('BEGIN IMMEDIATE')
const isFilled = await fill(database, collection)
database.exec('COMMIT')
database.close()
parentPort?.postMessage(isFilled)
