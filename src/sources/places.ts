import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Node, visit } from 'yaml'

/** Returns the line of a key in a JSON or YAML text. */
export type LineOfKey = (path: readonly PropertyKey[]) => number

/** `firstLine` is the line of the file on which the document begins. */
export function lineFinder(document: Document, lines: LineCounter, firstLine = 1): LineOfKey {
  return (path) => {
    let node: unknown = document.contents
    let offset = 0
    for (const key of path) {
      const child = childOf(node, key)
      if (!child) break
      offset = child.offset
      node = child.value
    }
    return lines.linePos(offset).line + firstLine - 1
  }
}

/** `offset` is that of the key in a mapping, because the value may begin on a later line. */
function childOf(node: unknown, key: PropertyKey): { offset: number; value: unknown } | undefined {
  if (isMap(node)) {
    const nameOf = (item: { key: unknown }): string => (isScalar(item.key) ? String(item.key.value) : '')
    const pair =
      node.items.find((item) => nameOf(item) === String(key)) ??
      node.items.find((item) => nameOf(item).toLowerCase() === String(key).toLowerCase())
    return pair && { offset: startOf(pair.key as Node), value: pair.value }
  }
  const value = isSeq(node) ? node.items[Number(key)] : undefined
  return isNode(value) ? { offset: startOf(value), value } : undefined
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}

/** Duplicate keys of mappings, in the form of the parser's own errors. */
export function* repeatedKeys(document: Document): Generator<{ code: string; message: string; pos: [number, number] }> {
  const repeated: Node[] = []
  visit(document, {
    Map: (_key, { items }) => {
      const keyNames = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (keyNames.has(name)) repeated.push(key as Node)
        keyNames.add(name)
      }
    },
  })
  for (const key of repeated) {
    const start = startOf(key)
    yield { code: 'DUPLICATE_KEY', message: 'Map keys must be unique', pos: [start, start + 1] }
  }
}
