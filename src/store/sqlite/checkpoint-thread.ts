import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { workerData } from 'node:worker_threads'

// Copies the log of a store into its file (https://www.sqlite.org/wal.html#ckpt). A failure changes nothing.

const address = pathToFileURL(workerData)
// A file that was deleted meanwhile must not be created.
address.search = '?mode=rw'
const database = new DatabaseSync(address)
database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_checkpoint(PASSIVE)')
database.close()
