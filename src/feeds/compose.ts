import type { Entry } from '../domain/article.ts'
import type { Format } from '../domain/feed-key.ts'
import { PREFIXES } from '../domain/site.ts'
import { atom } from './atom.ts'
import { prefixesIn, withExtensions } from './extension-elements.ts'
import type { FormatSpec, ItemOptions, Shell } from './format.ts'
import { jsonFeed } from './json-feed.ts'
import { renderedEntry } from './rendition.ts'
import { rss } from './rss.ts'
import { writeShell } from './writer.ts'

export const FORMAT_SPECS = { rss, atom, json: jsonFeed } satisfies Record<Format, FormatSpec>

/** An entry in one format, for every feed that shows it. UTF-8, so that composing a document only copies bytes. */
export type Fragment = {
  readonly bytes: Buffer
  /** Prefixes. */
  readonly namespaces: readonly string[]
  /** Of the entry's content, the same in all formats. */
  readonly contentBytes: number
}

export function fragmentOf(format: Format, original: Entry, options: ItemOptions): Fragment {
  const entry = renderedEntry(original, options.rendition)
  const { text, namespaces } = FORMAT_SPECS[format].item(entry, options)
  const contentBytes = options.rendition.content === 'full' ? Buffer.byteLength(entry.variant.content) : 0
  return {
    bytes: unpooledBuffer(text),
    namespaces: [...namespaces, ...prefixesIn(format, entry.extensions)],
    contentBytes,
  }
}

/** A small buffer from Node's pool would keep the whole pool in memory. */
function unpooledBuffer(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

/** A UTF-8 document: what `feed` writes, completed, with the fragments as its items. */
export function compose(format: Format, shell: Shell, fragments: readonly Fragment[]): Buffer {
  const spec = FORMAT_SPECS[format]
  const { extensions } = shell.channel
  const { head, tail } = writeShell(format, spec.channel(shell))
  const used = new Set([
    ...fragments.flatMap(({ namespaces }) => namespaces),
    ...prefixesIn(format, extensions?.elements),
  ])
  const headText = spec.head(head, shell, new Set(PREFIXES.filter((prefix) => used.has(prefix))))
  const parts: Buffer[] = [Buffer.from(extensions ? withExtensions(format, headText, extensions, used) : headText)]
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
