/** Files that are ingested, and looked up in the store, together. */
export const PART_FILES = 500

export function* partsOf<T>(values: Iterable<T>): Generator<T[]> {
  let part: T[] = []
  for (const value of values) {
    part.push(value)
    if (part.length < PART_FILES) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
