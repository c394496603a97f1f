type Media = { readonly url: string; readonly type?: string; readonly alt?: string } & {
  readonly [size in 'length' | 'duration']?: number
}

/** An entry of a feed in any format. Dates are RFC 3339, addresses are absolute, texts are HTML. */
export type FeedEntry = {
  readonly guid: string
  readonly url?: string | undefined
  readonly published?: string | undefined
  readonly updated?: string | undefined
  /** As the entry itself says. */
  readonly language: string | undefined
  readonly title: string
  readonly content: string
  readonly summary?: string | undefined
  readonly tags: readonly string[]
  readonly authors: readonly { readonly name: string; readonly url?: string }[]
  readonly image?: Media | undefined
  readonly attachments: readonly Media[]
  /** Addresses of the entry in other languages. */
  readonly translations: readonly string[]
}

/** An entry as the store keeps it. */
export type FeedRecord = Omit<FeedEntry, 'guid'> & {
  /** The id of its article, which all translations have. */
  readonly id: string
  /** Absent if a translation with the same guid came first. */
  readonly guid: string | undefined
  readonly language: string
  /** The address of the feed's website. */
  readonly site: string | undefined
  /** The text that translations of the entry share; absent if links join them. */
  readonly group: string | undefined
}

/** The article of a record, in the shape of `article.schema.json`. */
export function articleOfFeed(record: FeedRecord): object {
  const { id, language, title, content, summary, url, guid, ...rest } = record
  const { published, updated, authors, tags, image, attachments } = rest
  const variant = { title, content, summary, url, guid }
  return { id, published, updated, authors, tags, image, attachments, variants: { [language]: variant } }
}
