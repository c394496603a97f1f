import { createHash } from 'node:crypto'
import type { Entry, Recording } from '../domain/article.ts'
import type { ChannelPicture, Podcast, PodcastPerson } from '../domain/channel.ts'
import { recordingOf } from '../domain/channel.ts'
import type { FeedKey } from '../domain/feed-key.ts'
import { pathOf } from '../domain/feed-path.ts'
import type { Language } from '../domain/language.ts'
import { type Rendition, type Site, textIn } from '../domain/site.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import type { ChannelDetails } from './channel-details.ts'
import { attributes, element } from './markup.ts'

// Podcasts in RSS: Apple's elements (itunes) and the podcast namespace. JSON Feed has the same facts in `_podcast`.

export function podcastIn(site: Site, { partner, languages }: FeedKey): Podcast | undefined {
  return partner === null ? undefined : site.partners.get(partner)?.podcasts?.get(languages[0])
}

type PodcastChannel = Readonly<Record<'title' | 'home' | 'description', string>> & {
  readonly language: Language
  readonly author: { readonly name: string }
  readonly details: ChannelDetails
}

/** The parts of a channel that a podcast changes; none for other feeds. */
export function podcastChannel(site: Site, catalog: Catalog, key: FeedKey, channel: PodcastChannel) {
  const podcast = podcastIn(site, key)
  if (!podcast) return {}
  const {
    author: { name },
    details,
  } = channel
  const { title = channel.title, description, link = channel.home, prefix, ...facts } = podcast
  const { language } = channel
  const { support } = site.channel
  const { url, text = catalog.t(language, 'pages:feed.support', { site: name }) } = facts.funding ?? {
    url: support && textIn(support, language, site.languages),
  }
  return {
    ...{ title, home: link },
    ...(description && { description, descriptionLanguage: language }),
    details: { ...details, logo: pictureOf(facts.artwork) ?? details.logo },
    podcast: {
      ...{ ...facts, guid: guidOf(site, key, podcast), author: facts.author ?? name },
      owner: facts.owner && { name, ...facts.owner },
      funding: url ? { url, text } : undefined,
    },
  }
}

function pictureOf(artwork: Podcast['artwork']): ChannelPicture | undefined {
  return artwork && { url: artwork.url, width: artwork.width ?? null, height: artwork.height ?? null }
}

/** podcast:guid: UUIDv5 of the feed's address without its scheme and trailing slashes. */
export function podcastGuid(feedUrl: string): string {
  const namespace = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex')
  const name = feedUrl.replace(/^[a-z]+:\/\//, '').replace(/\/+$/, '')
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function guidOf({ feedUrl }: Site, key: FeedKey, { guid }: Podcast): string {
  return guid ?? podcastGuid(feedUrl + pathOf(key, 'rss'))
}

/** The prefix of the addresses of recordings. */
export function prefixOf(site: Site, key: FeedKey, podcast: Podcast): string {
  return podcast.prefix?.replace('{guid}', guidOf(site, key, podcast)) ?? ''
}

export function podcastElements(podcast: Podcast | undefined): string[] {
  if (!podcast) return []
  const {
    owner,
    artwork,
    categories = [],
    funding,
    updateFrequency,
    trailer,
    complete,
    txt = [],
    persons = [],
  } = podcast
  const names = owner && `${element('itunes:name', owner.name)}${element('itunes:email', owner.email)}`
  return present([
    element('itunes:author', podcast.author),
    names && `<itunes:owner>${names}</itunes:owner>`,
    element('itunes:image', '', { href: artwork?.url }),
    ...categories.map(([name, subcategory]) => {
      if (subcategory === undefined) return element('itunes:category', '', { text: name })
      const child = element('itunes:category', '', { text: subcategory })
      return `<itunes:category${attributes({ text: name })}>${child}</itunes:category>`
    }),
    element('itunes:explicit', podcast.explicit?.toString()),
    element('itunes:type', podcast.type),
    element('itunes:complete', complete ? 'Yes' : ''),
    element('itunes:new-feed-url', podcast.newFeedUrl),
    element('podcast:guid', podcast.guid),
    element('podcast:locked', podcast.locked === undefined ? '' : podcast.locked ? 'yes' : 'no', {
      owner: owner?.email,
    }),
    element('podcast:funding', funding?.text, { url: funding?.url }),
    element('podcast:medium', podcast.medium),
    element('podcast:updateFrequency', updateFrequency?.text, {
      ...{ complete: complete ? 'true' : null, rrule: updateFrequency?.rrule },
    }),
    ...txt.map(({ purpose, text }) => element('podcast:txt', text, { purpose })),
    ...persons.map(personElement),
    trailer &&
      element('podcast:trailer', trailer.title, {
        ...{ pubdate: new Date(trailer.published).toUTCString(), url: trailer.url },
        ...{ length: trailer.length, season: trailer.season },
      }),
  ])
}

/** An entry of a podcast: the recording is the first attachment, at the address with the prefix. */
export function asEpisode(entry: Entry, { podcastPrefix }: Rendition): Entry {
  const { variant, recordings } = entry
  const recording = recordingOf(variant)
  if (podcastPrefix === undefined || !recording) return entry
  const prefixed = (one: Recording): Recording => ({
    ...one,
    // OP3: a scheme stays in the address unless it is https.
    url: podcastPrefix === '' ? one.url : podcastPrefix + one.url.replace(/^https:\/\//, ''),
    // Apple's name of the type.
    type: one.type === 'audio/mp4' ? 'audio/x-m4a' : one.type,
  })
  const attachments = [prefixed(recording), ...variant.attachments.filter((media) => media !== recording)]
  const translated = recordings?.map((one) => ({ ...one, recording: prefixed(one.recording) }))
  return { ...entry, variant: { ...variant, attachments }, ...(translated && { recordings: translated }) }
}

export function episodeElements({ variant, recordings = [] }: Entry, { podcastPrefix }: Rendition): string[] {
  if (podcastPrefix === undefined) return []
  const { image, episode = {} } = variant
  return present([
    element('itunes:title', episode.title),
    element('itunes:duration', recordingOf(variant)?.duration),
    element('itunes:episodeType', episode.type ?? 'full'),
    element('itunes:season', episode.season),
    // Apple: a whole number.
    element('itunes:episode', Number.isInteger(episode.episode) ? episode.episode : ''),
    element('itunes:explicit', episode.explicit?.toString()),
    image && isArtwork(image) && element('itunes:image', '', { href: image.url }),
    element('podcast:season', episode.season),
    element('podcast:episode', episode.episode),
    ...(episode.transcripts ?? []).map((transcript) => element('podcast:transcript', '', transcript)),
    episode.chapters && element('podcast:chapters', '', { url: episode.chapters, type: 'application/json+chapters' }),
    ...(episode.persons ?? []).map(personElement),
    ...recordings.map(({ language, recording: { url, type, length } }) => {
      // The namespace's proposal of this element: "the same episode in a different language" has a `rel` of its own.
      const facts = { lang: language, title: languageName(language, language), rel: `translation-${language}` }
      const all = attributes({ type, length: length || null, ...facts })
      return `<podcast:alternateEnclosure${all}>${element('podcast:source', '', { uri: url })}</podcast:alternateEnclosure>`
    }),
  ])
}

/** The facts of an episode that JSON Feed has no place for. */
export function episodeFacts({ variant, recordings }: Entry, { podcastPrefix }: Rendition) {
  if (podcastPrefix === undefined) return null
  const translations = recordings?.map(({ language, recording: { url, type } }) => ({ language, url, mime_type: type }))
  return { type: 'full', ...variant.episode, translations }
}

/** Apple's artwork: a square of 1400 to 3000 pixels, PNG or JPEG. */
export function isArtwork({ url, width, height }: NonNullable<Podcast['artwork']> | ChannelPicture): boolean {
  return !!width && width === height && width >= 1400 && width <= 3000 && ARTWORK_FILE.test(url)
}

export const ARTWORK_FILE = /\.(?:png|jpe?g)(?:\?|$)/i

function personElement({ name, ...facts }: PodcastPerson): string {
  return element('podcast:person', name, facts)
}

function present(elements: readonly (string | false | null | undefined)[]): string[] {
  return elements.filter((one): one is string => Boolean(one))
}
