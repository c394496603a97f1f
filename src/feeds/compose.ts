import type { Entry } from '../domain/entry.ts'
import type { Format } from '../domain/feed-key.ts'
import type { Prefix } from '../domain/site.ts'
import { atom } from './atom.ts'
import type { FormatSpec, ItemOptions, Shell } from './format.ts'
import { jsonFeed } from './json-feed.ts'
import { renderedEntry } from './rendition.ts'
import { rss } from './rss.ts'
import { writeItem, writeShell } from './writer.ts'

export const FORMAT_SPECS = { rss, atom, json: jsonFeed } satisfies Record<Format, FormatSpec>

/** An entry in one format, ready to be joined into any feed that shows it: as UTF-8, so that a document is copied together. */
export type Fragment = { readonly bytes: Buffer; readonly namespaces: readonly Prefix[] }

export function fragmentOf(format: Format, given: Entry, options: ItemOptions): Fragment {
  const entry = renderedEntry(given, options.rendition)
  const spec = FORMAT_SPECS[format]
  const { item, completion, namespaces } = spec.item(entry, options)
  return { bytes: kept(spec.fragment(writeItem(format, item, completion), entry)), namespaces }
}

/** In memory of its own: a small buffer of Node's pool would keep all that was made beside it. */
function kept(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

/** The document that `feed` would have written whole, plus the completions; in UTF-8. */
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
/** What follows the last item, where there is one. */
const CLOSING: Record<Format, string> = { rss: '', atom: '', json: '\n    ' }
