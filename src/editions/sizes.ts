/**
 * The share of a document for contents with which a composition begins, the same in all formats; the rest is for titles,
 * summaries, media and escapes.
 */
export const CONTENT_SHARE = 3 / 4

/** The indexes of the largest contents without which the sum is not above the limit; of equal ones, the last first. */
export function largestBeyond(contentBytes: readonly number[], limitBytes: number): ReadonlySet<number> {
  let sum = contentBytes.reduce((total, bytes) => total + bytes, 0)
  const beyond = new Set<number>()
  if (sum <= limitBytes) return beyond
  const largestFirst = [...contentBytes.entries()].sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || b - a)
  for (const [index, bytes] of largestFirst) {
    if (sum <= limitBytes || bytes === 0) break
    beyond.add(index)
    sum -= bytes
  }
  return beyond
}

export function remainingBytes(contentBytes: readonly number[], shortened: ReadonlySet<number>): number {
  return contentBytes.reduce((total, bytes, index) => (shortened.has(index) ? total : total + bytes), 0)
}
