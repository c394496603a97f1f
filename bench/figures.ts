export type Target = { readonly min: number } | { readonly max: number }

/** One line of the result. */
export type Figure = {
  readonly figure: string
  readonly value: number
  readonly unit: string
  readonly target?: Target
  /** Lowest and highest round. */
  readonly least?: number
  readonly most?: number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The median of the rounds, with their lowest and highest value. */
export function figureOf(figure: string, values: readonly number[], unit: string, target?: Target): Figure {
  const spread = values.length > 1 ? { least: Math.min(...values), most: Math.max(...values) } : {}
  return { figure, value: median(values), unit, ...spread, ...(target === undefined ? {} : { target }) }
}

export function isMet({ value, target }: Figure): boolean {
  if (target === undefined) return true
  return 'min' in target ? value >= target.min : value <= target.max
}

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { value, unit, target, least, most } = figure
    return [
      figure.figure,
      `${formatted(value)} ${unit}`.trim(),
      least === undefined || most === undefined ? '' : `${formatted(least)} to ${formatted(most)}`,
      target === undefined ? '' : 'min' in target ? `≥ ${target.min}` : `≤ ${target.max}`,
      target === undefined ? '' : isMet(figure) ? 'met' : 'MISSED',
    ]
  })
  const head = ['figure', 'median', 'rounds', 'target', '']
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function formatted(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en')
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)
}
