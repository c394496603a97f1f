import { type Document, isNode, LineCounter, parseDocument } from 'yaml'

/** Finds the line that a key stands on, in a JSON or YAML text. */
export type Places = (path: readonly PropertyKey[]) => number

export function placesIn(document: Document, lines: LineCounter, firstLine = 1): Places {
  return (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line + firstLine - 1
    }
    return firstLine
  }
}

/** JSON is read a second time, as the YAML that it also is, when and only when somebody asks where a key stands. */
export function placesInJson(text: string): Places {
  let places: Places | undefined
  return (path) => {
    if (!places) {
      const lines = new LineCounter()
      places = placesIn(parseDocument(text, { lineCounter: lines }), lines)
    }
    return places(path)
  }
}
