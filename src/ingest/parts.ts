/** Files of a scan that are passed on together, and that the store is asked about at once. */
const PART = 500

export function* partsOf<T>(values: Iterable<T>): Generator<T[]> {
  let part: T[] = []
  for (const value of values) {
    part.push(value)
    if (part.length < PART) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
