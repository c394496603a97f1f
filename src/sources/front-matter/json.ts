import { LineCounter, parseDocument } from 'yaml'
import { jsonOf } from '../json.ts'
import { lineFinder } from '../places.ts'
import { Unreadable } from '../record.ts'
import type { Header } from './header.ts'
import { headerOfDocument } from './yaml.ts'

/** An object. Its numbers are read as YAML, too, which keeps their spelling. @throws Unreadable */
export function parseJsonHeader(text: string, firstLine: number): Header {
  const values = jsonOf(text, firstLine)
  if (values === null || typeof values !== 'object' || Array.isArray(values)) {
    throw new Unreadable('json_invalid', `line ${firstLine}`, 'The front matter is not an object ({"title": …}).')
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  return { ...headerOfDocument(document, firstLine), places: lineFinder(document, lines, firstLine) }
}
