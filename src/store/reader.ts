import { READS, type StoreReader } from './port.ts'

/** Runs each read through `pass`, which waits for a gate or handles errors. */
export function readerThrough(pass: <T>(read: (rows: StoreReader) => Promise<T>) => Promise<T>): StoreReader {
  type Read = (...values: readonly unknown[]) => Promise<unknown>
  const methods = READS.map((name) => {
    const read: Read = (...values) => pass((rows) => (rows[name] as Read)(...values))
    return [name, read]
  })
  return Object.fromEntries(methods) as StoreReader
}
