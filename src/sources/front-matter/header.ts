import type { LineOfKey } from '../places.ts'

/** The keys of front matter, in any format. */
export type Header = {
  /** Values as the format means them: in YAML 1.2, `1.10` is the number 1.1. Dates are texts. */
  readonly values: Readonly<Record<string, unknown>>
  /** The same with numbers, `true` and `false` as they are written: `1.10`, `007`, `True`. */
  readonly texts: Readonly<Record<string, unknown>>
  /** The keys whose value is a text in quotes. */
  readonly quoted: ReadonlySet<string>
  readonly places: LineOfKey
}
