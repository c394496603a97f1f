import type { Embeds } from '../../domain/site.ts'
import type { Element } from './tree.ts'

/** Makes an address absolute. `undefined` if readers may not follow it. */
export type Resolve = (url: string) => string | undefined

/** A kind of markup that readers do not get, as a sentence without its full stop. `example` is an address or a text. */
export type Removal = { readonly kind: string; readonly example: string }

/** The state that the rules of elements share while one text is prepared. */
export type MarkupContext = {
  readonly resolve: Resolve
  readonly embeds: Embeds
  readonly report: (kind: string, example: string) => void
  /** Drops an element, and reports it. */
  readonly remove: (element: Element, kind: string, example: string) => void
  /** Addresses of pictures that a script would have loaded. */
  readonly lazyPictures: Set<string>
}

/** Changes an element in place. Its children are visited afterwards. */
export type Rule = (element: Element, context: MarkupContext) => void

const KINDS_MAX = 20
const EXAMPLE_CHARACTERS = 80

export function createReport(): { report: MarkupContext['report']; removals: () => Removal[] } {
  const examples = new Map<string, string>()
  return {
    report: (kind, example) => {
      if (examples.has(kind) || examples.size >= KINDS_MAX) return
      examples.set(kind, example.replace(/\s+/g, ' ').trim().slice(0, EXAMPLE_CHARACTERS).toWellFormed())
    },
    removals: () => [...examples].map(([kind, example]) => ({ kind, example })),
  }
}

/** The absolute http or https address; `undefined` for an empty or any other one. */
export function webAddress(written: string | undefined, resolve: Resolve): string | undefined {
  if (!written || written.trim() === '') return undefined
  const url = resolve(written)
  return url?.startsWith('http') ? url : undefined
}

const URL_ATTRIBUTES = ['href', 'src', 'cite', 'poster'] as const

/** Makes all addresses of an element absolute and removes those that readers may not follow. */
export function makeAbsolute({ attribs }: Element, resolve: Resolve): void {
  for (const name of URL_ATTRIBUTES) {
    if (attribs[name] === undefined) continue
    const url = resolve(attribs[name])
    if (url === undefined) delete attribs[name]
    else attribs[name] = url
  }
  if (attribs.srcset !== undefined) attribs.srcset = absoluteSrcset(attribs.srcset, resolve)
}

const SRCSET_MAX_CHARACTERS = 10_000

/** HTML Living Standard, srcset attribute: an address and an optional width or density. The rest is dropped. */
const CANDIDATE = /[\s,]*([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?[wx]))?\s*(?:,|$)/y

export function absoluteSrcset(srcset: string, resolve: Resolve): string {
  if (srcset.length > SRCSET_MAX_CHARACTERS) return ''
  const candidates: string[] = []
  CANDIDATE.lastIndex = 0
  for (let match = CANDIDATE.exec(srcset); match; match = CANDIDATE.exec(srcset)) {
    const url = resolve(match[1] as string)
    if (url?.startsWith('http')) candidates.push(match[2] ? `${url} ${match[2]}` : url)
  }
  return candidates.join(', ')
}
