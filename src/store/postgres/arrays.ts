import { types } from 'pg'
import type { Value } from '../sql.ts'

// Arrays in the binary format (array_send in the source of PostgreSQL): neither side writes or reads text with escapes.

export type ColumnArray = { readonly type: 'text[]' | 'float8[]'; readonly bytes: Buffer }

const HEADER_BYTES = 20
const LENGTH_BYTES = 4
const FLOAT_BYTES = 8

/** PostgreSQL converts `float8` to the type of any column. Numbers are safe integers, or the column has that type. */
export function arrayOf(
  column: readonly Value[],
  isText = column.some((value) => typeof value === 'string'),
): ColumnArray {
  const sizeOf = (value: Value): number => (value === null ? 0 : isText ? Buffer.byteLength(`${value}`) : FLOAT_BYTES)
  const size = column.reduce<number>((sum, value) => sum + LENGTH_BYTES + sizeOf(value), HEADER_BYTES)
  const bytes = Buffer.allocUnsafe(size)
  const header = [1, 1, isText ? types.builtins.TEXT : types.builtins.FLOAT8, column.length, 1]
  let end = header.reduce((at, field) => bytes.writeInt32BE(field, at), 0)
  for (const value of column) {
    const start = end + LENGTH_BYTES
    if (value === null) end = start
    else end = isText ? start + bytes.write(`${value}`, start) : bytes.writeDoubleBE(value as number, start)
    bytes.writeInt32BE(value === null ? -1 : end - start, start - LENGTH_BYTES)
  }
  return { type: isText ? 'text[]' : 'float8[]', bytes }
}
