import type { Media } from '../domain/article.ts'
import type { Entry } from '../domain/entry.ts'
import type { Rendition } from '../domain/site.ts'

/** An entry as a rendition has it: without pictures that are too narrow, its links with their parameters. */
export function renderedEntry(entry: Entry, { minImageWidth, parameters }: Rendition): Entry {
  const { variant, translations } = entry
  const linked = <T extends { readonly url: string }>(page: T): T => ({
    ...page,
    url: withParameters(page.url, parameters),
  })
  const image = isTooNarrow(variant.image, minImageWidth) ? null : variant.image
  return { ...entry, variant: linked({ ...variant, image }), translations: translations.map(linked) }
}

function isTooNarrow(image: Media | null, least: number | null): boolean {
  return least !== null && typeof image?.width === 'number' && image.width < least
}

/** What the address has already stays as it is spelled. */
function withParameters(url: string, parameters: Rendition['parameters']): string {
  const added = new URLSearchParams(parameters).toString()
  if (added === '') return url
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/.exec(url) ?? []
  return `${address}${address.includes('?') ? '&' : '?'}${added}${fragment}`
}
