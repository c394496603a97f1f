import type { Entry } from '../domain/article.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Prefix } from '../domain/site.ts'
import { atom } from './atom.ts'
import type { FormatSpec, ItemOptions, Shell } from './format.ts'
import { jsonFeed } from './json-feed.ts'
import { renderedEntry } from './rendition.ts'
import { rss } from './rss.ts'
import { writeItem, writeShell } from './writer.ts'

export const FORMAT_SPECS = { rss, atom, json: jsonFeed } satisfies Record<Format, FormatSpec>

/** An entry in one format, for every feed that shows it. UTF-8, so that composing a document only copies bytes. */
export type Fragment = {
  readonly bytes: Buffer
  readonly namespaces: readonly Prefix[]
  /** Of the entry's content, the same in all formats. */
  readonly contentBytes: number
}

export function fragmentOf(format: Format, original: Entry, options: ItemOptions): Fragment {
  const entry = renderedEntry(original, options.rendition)
  const spec = FORMAT_SPECS[format]
  const { item, extraXml, namespaces } = spec.item(entry, options)
  const contentBytes = options.rendition.content === 'full' ? Buffer.byteLength(entry.variant.content) : 0
  return { bytes: unpooledBuffer(spec.fragment(writeItem(format, item, extraXml), entry)), namespaces, contentBytes }
}

/** A small buffer from Node's pool would keep the whole pool in memory. */
function unpooledBuffer(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

/** A UTF-8 document: equal to what `feed` would write, plus the completions. */
export function compose(format: Format, shell: Shell, fragments: readonly Fragment[]): Buffer {
  const spec = FORMAT_SPECS[format]
  const { head, tail } = writeShell(format, spec.channel(shell))
  const namespaces = new Set(fragments.flatMap((fragment) => fragment.namespaces))
  const parts: Buffer[] = [Buffer.from(spec.head(head, shell, namespaces))]
  for (const [index, { bytes }] of fragments.entries()) {
    if (index > 0) parts.push(SEPARATOR[format])
    parts.push(bytes)
  }
  parts.push(Buffer.from((fragments.length > 0 ? CLOSING[format] : '') + tail))
  return Buffer.concat(parts)
}

const SEPARATOR: Record<Format, Buffer> = { rss: Buffer.from(''), atom: Buffer.from(''), json: Buffer.from(',') }
/** Written after the last item; empty feeds have none. */
const CLOSING: Record<Format, string> = { rss: '', atom: '', json: '\n    ' }
