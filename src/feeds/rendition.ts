import type { Entry } from '../domain/article.ts'
import type { Rendition } from '../domain/site.ts'
import { permitted, withElements } from './extensions.ts'

/**
 * Drops a picture that is too narrow, adds the rendition's parameters to the links, and links to the page in place of the
 * content only if the rendition has contents.
 */
export function renderedEntry(entry: Entry, rendition: Rendition): Entry {
  const { content, minImageWidth, parameters, extensions } = rendition
  const { variant, translations } = entry
  const addParameters = <T extends { readonly url: string }>(page: T): T => ({
    ...page,
    url: withParameters(page.url, parameters),
  })
  const width = variant.image?.width
  const isTooNarrow = minImageWidth !== null && typeof width === 'number' && width < minImageWidth
  const rendered = {
    ...{ ...entry, readOn: content === 'full' ? entry.readOn : null },
    variant: addParameters({ ...variant, image: isTooNarrow ? null : variant.image }),
    translations: translations.map(addParameters),
    ...(entry.extensions && { extensions: permitted(entry.extensions, rendition) }),
  }
  return withElements(rendered, [extensions])
}

/** Appends to the text, because `URL` would respell the existing query. */
function withParameters(url: string, parameters: Rendition['parameters']): string {
  const added = new URLSearchParams(parameters).toString()
  if (added === '') return url
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/.exec(url) ?? []
  return `${address}${address.includes('?') ? '&' : '?'}${added}${fragment}`
}
