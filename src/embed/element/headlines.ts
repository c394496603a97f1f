import { webAddress } from './attributes.ts'

// `headlines.json`, version 1. It comes from another origin: invalid parts are left out.

export type Headlines = ReturnType<typeof headlinesIn>
export type Headline = NonNullable<ReturnType<typeof headlineIn>>
export type Picture = NonNullable<Headline['image']>

export type Direction = 'ltr' | 'rtl'

type Fields = Readonly<Record<string, unknown>>

/** @throws if the text is not JSON or has another version */
export function headlinesIn(text: string) {
  const fields = fieldsOf(JSON.parse(text))
  if (fields.version !== 1 || !Array.isArray(fields.items)) throw new TypeError('not version 1')
  const { refresh } = fields
  const texts = fieldsOf(fields.texts ?? fields)
  const support = fieldsOf(fields.support)
  const items = new Map<string, Headline>()
  for (const one of fields.items) {
    const item = headlineIn(fieldsOf(one))
    if (item && !items.has(item.id)) items.set(item.id, item)
  }
  return {
    title: textOf(fields.title),
    language: textOf(fields.language),
    direction: directionOf(fields.direction),
    /** The feed's page; `more` is the text of the link to it. */
    page: webAddress(fields.page),
    more: textOf(fields.more),
    /** The page on which readers support the newsroom. */
    support: { url: webAddress(support.url), text: textOf(support.text) },
    /** Shown if there are no articles. */
    empty: textOf(fields.empty),
    /** The language of `more`, `support`, `empty` and the labels of credits. */
    texts: { language: textOf(texts.language), direction: directionOf(texts.direction) },
    /** Seconds until the next request. */
    // HTML §8.6: a delay of 2³¹ ms or more becomes no delay.
    refresh: typeof refresh === 'number' ? Math.min(Math.max(refresh, 60), 86_400) : 300,
    items: [...items.values()],
  }
}

function headlineIn(fields: Fields) {
  const url = webAddress(fields.url)
  if (url === null) return undefined
  const image = fieldsOf(fields.image)
  const picture = webAddress(image.url)
  return {
    id: textOf(fields.id) || url,
    title: textOf(fields.title) || url,
    url,
    /** RFC 3339; `date` is the same in words. */
    published: textOf(fields.published),
    date: textOf(fields.date),
    language: textOf(fields.language),
    direction: directionOf(fields.direction),
    summary: textOf(fields.summary),
    /** The label of an article that is paid for. */
    paid: textOf(fieldsOf(fields.labels).paid),
    image: picture === null ? null : { url: picture, alt: textOf(image.alt), credit: textOf(image.credit) },
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function directionOf(value: unknown): Direction {
  return value === 'rtl' ? 'rtl' : 'ltr'
}
