import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openStore } from '../../src/store/open.ts'

// The entry point of a process that opens each store at the same moment as other processes, and adds a file mark to it.

const [folder = '', name = '', count = '0', ...addresses] = process.argv.slice(2)
const waiting = new Int32Array(new SharedArrayBuffer(4))

for (const [round, address] of addresses.entries()) {
  writeFileSync(path.join(folder, `${round} ${name}`), '')
  for (let other = 0; other < Number(count); other++) {
    while (!existsSync(path.join(folder, `${round} ${other}`))) Atomics.wait(waiting, 0, 0, 1)
  }
  const store = await openStore(address)
  await store.transact((writer) => writer.touchFiles([{ file: name, mark: { modified: 1, size: 1, hash: '' } }]))
  await store.close()
}
