import type { Resolve } from './context.ts'
import type { Element } from './tree.ts'

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
