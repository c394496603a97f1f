function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** A percentile in words, such as `1,200 ms`. */
export function percentileMs(values: readonly number[], share: number): string {
  return `${Math.round(percentile(values, share)).toLocaleString('en')} ms`
}

/** Median and maximum of several values. */
export function medianAndMax(values: readonly number[]): string {
  return values.length > 1
    ? `${percentileMs(values, 0.5)} (median), ${percentileMs(values, 1)} (most)`
    : percentileMs(values, 1)
}
