import { type Document, isScalar, type Scalar, visit } from 'yaml'

/** Replaces numbers, `true` and `false` of a YAML document by the text that was written: `1.10`, `007`, `True`. */
export function takeAsWritten(document: Document): void {
  visit(document, { Scalar: (_key, scalar) => toWritten(scalar) })
}

/** The same for the keys of mappings only. */
export function takeKeysAsWritten(document: Document): void {
  visit(document, { Pair: (_key, { key }) => toWritten(key) })
}

/** Returns nothing: a visitor's result would steer the visit. */
export function toWritten(node: unknown): void {
  if (isWrittenOtherwise(node)) node.value = node.source
}

/** Whether the node is a scalar without quotes that YAML reads as a number or as a truth value. */
export function isWrittenOtherwise(node: unknown): node is Scalar & { readonly source: string } {
  return isScalar(node) && ['number', 'bigint', 'boolean'].includes(typeof node.value) && node.source !== undefined
}
