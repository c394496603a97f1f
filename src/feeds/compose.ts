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

/** An entry in one format, ready to be joined into any feed that shows it. */
export type Fragment = { readonly text: string; readonly namespaces: readonly Prefix[] }

export function fragmentOf(format: Format, given: Entry, options: ItemOptions): Fragment {
  const entry = renderedEntry(given, options.rendition)
  const spec = FORMAT_SPECS[format]
  const { item, completion, namespaces } = spec.item(entry, options)
  return { text: spec.fragment(writeItem(format, item, completion), entry), namespaces }
}

/** The document that `feed` would have written whole, plus the completions. */
export function compose(format: Format, shell: Shell, fragments: readonly Fragment[]): string {
  const spec = FORMAT_SPECS[format]
  const { head, tail } = writeShell(format, spec.channel(shell))
  const namespaces = new Set(fragments.flatMap((fragment) => fragment.namespaces))
  const joined = fragments.map(({ text }) => text).join(SEPARATOR[format])
  return spec.head(head, shell, namespaces) + joined + (fragments.length > 0 ? CLOSING[format] : '') + tail
}

const SEPARATOR: Record<Format, string> = { rss: '', atom: '', json: ',' }
/** What follows the last item, where there is one. */
const CLOSING: Record<Format, string> = { rss: '', atom: '', json: '\n    ' }
