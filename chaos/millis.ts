function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** A percentile in words, such as `1,200 ms`. */
export function millis(values: readonly number[], share: number): string {
  return `${Math.round(percentile(values, share)).toLocaleString('en')} ms`
}

/** Median and maximum of several values. */
export function spread(values: readonly number[]): string {
  return values.length > 1 ? `${millis(values, 0.5)} (median), ${millis(values, 1)} (most)` : millis(values, 1)
}
