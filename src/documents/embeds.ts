import type { Embed } from '../domain/embed.ts'
import type { Language } from '../domain/language.ts'
import type { Look } from '../domain/look.ts'
import type { Published } from '../editions/published.ts'
import { keysOfDirectory } from '../editions/surrogate-keys.ts'
import { fragmentOf } from '../embed/fragment.ts'
import { framePage } from '../embed/frame.ts'
import { type Headlines, readHeadlines } from '../embed/headlines.ts'
import { OEMBED_TYPES, oEmbedAnswer, oEmbedText } from '../embed/oembed.ts'
import { INERT, OPEN_TO_ALL } from '../http/header-fields.ts'
import { builderPage } from '../pages/embed.ts'
import { FRAME_FIELDS, PAGE_FIELDS } from '../pages/security.ts'
import type { Document } from './document.ts'
import { choiceIn } from './embed-choice.ts'
import { type Listing, listDocument } from './feed-document.ts'
import type { ListingParts } from './listings.ts'
import { parseOEmbedRequest } from './oembed.ts'

/** Documents for other sites' pages; `undefined` if the feed does not exist. @throws Superseded */
export function createEmbeds({ documents, store }: ListingParts) {
  const compose = async (
    published: Published,
    embed: Embed,
    facts: Pick<Listing, 'kind' | 'type' | 'fields'>,
    textOf: (headlines: Headlines) => string,
    extraKeys: readonly string[] = [],
  ): Promise<Document | undefined> => {
    const read = await store.snapshot((reader) => readHeadlines(published, embed, reader))
    if (!read) return undefined
    const { languages } = embed.key
    const keys = { ...read.keys, own: [...read.keys.own, ...extraKeys] }
    const listing = { ...facts, text: textOf(read.headlines), languages, partner: null, keys }
    return { ...listDocument(documents, published, listing), lastModified: read.lastModified }
  }

  return {
    headlines: (published: Published, embed: Embed) => compose(published, embed, DATA, JSON.stringify),
    fragment: (published: Published, embed: Embed, look: Look) =>
      compose(published, embed, FRAGMENT, (headlines) => fragmentOf(headlines, look).text),
    frame: (published: Published, embed: Embed, look: Look) =>
      compose(published, embed, FRAME, (headlines) => framePage(headlines, look)),

    /** @throws AppError for a wrong parameter or an unknown feed */
    oembed: async (published: Published, query: URLSearchParams) => {
      const request = parseOEmbedRequest(published, query)
      const facts = { ...DATA, type: OEMBED_TYPES[request.format] }
      return compose(published, request.embed, facts, ({ title }) =>
        oEmbedText(oEmbedAnswer(published.context.site, request, title), request.format),
      )
    },

    /** The page on which people configure an embed. */
    builder: async (
      published: Published,
      language: Language,
      query: URLSearchParams,
    ): Promise<Document | undefined> => {
      const choice = choiceIn(published, language, query)
      const { embed } = choice
      // The page also lists feeds, possibly in another language than its own.
      const directoryKeys = keysOfDirectory([...new Set([language, ...embed.key.languages])]).own
      const textOf = ({ title }: Headlines): string => builderPage(published, language, choice, title)
      const facts = { kind: 'page', type: 'text/html', fields: PAGE_FIELDS } as const
      const page = await compose(published, embed, facts, textOf, directoryKeys)
      return page && { ...page, languages: [language], lastModified: published.edition.modified }
    },
  }
}

const OPEN = [...OPEN_TO_ALL, ...INERT]
const DATA = { kind: 'embed', type: 'application/json', fields: OPEN } as const
const FRAGMENT = { kind: 'embed', type: 'text/html', fields: OPEN } as const
const FRAME = { kind: 'embed', type: 'text/html', fields: [...OPEN_TO_ALL, ...FRAME_FIELDS] } as const
