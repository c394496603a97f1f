import type { Entry, Recording } from '../../domain/article.ts'
import { recordingOf } from '../../domain/channel.ts'
import { ARTWORK_FILE, isArtwork } from '../podcast.ts'
import { advised, channelRule, HTTPS, itemRule, itemsAtLeast, type Requirement, requiredBy } from './rules.ts'

/** "A Podcaster's Guide to RSS" of Apple, as the podcast namespace keeps it. docs/podcasts.md says when it was read. */
const APPLE = 'https://github.com/Podcastindex-org/podcast-namespace/blob/main/itunes_reference.md'
const TRANSCRIPTS = 'https://podcasters.apple.com/support/5316-transcripts-on-apple-podcasts'
const TAGS = 'https://github.com/Podcastindex-org/podcast-namespace/tree/main/docs/tags'

const TYPES = ['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'video/mp4', 'video/x-m4v', 'video/quicktime']
const FILE = /\.(?:mp3|m4a|mp4|m4v|mov)(?:\?|$)/i

const missing = (name: 'artwork' | 'explicit' | 'owner', remedy: string) =>
  channelRule(`${name}_missing`, ({ channel: { podcast } }) =>
    podcast?.[name] === undefined ? `${name} is not set: ${remedy}` : null,
  )

const recordingRule = (rule: string, test: (recording: Recording, entry: Entry) => string | null) =>
  itemRule(rule, (entry) => {
    const recording = recordingOf(entry.variant)
    return recording ? test(recording, entry) : null
  })

const atMost = (subject: string, text: string | undefined, bytes: number): string | null =>
  Buffer.byteLength(text ?? '') > bytes ? `${subject} has more than ${bytes} bytes: shorten it` : null

const isLong = (text: string | undefined, max: number): boolean => (text ?? '').length > max

export const PODCAST: readonly Requirement[] = [
  ...requiredBy(APPLE, [
    missing('artwork', 'write the address of a square picture'),
    missing('explicit', 'write true or false'),
    advised(missing('owner', 'directories write to its address')),
    channelRule('artwork_unfit', ({ channel: { podcast } }) => {
      const { artwork } = podcast ?? {}
      if (!artwork || isArtwork(artwork)) return null
      if (!ARTWORK_FILE.test(artwork.url)) return `the artwork ${artwork.url} is neither .jpg nor .png`
      if (!artwork.width || !artwork.height) return 'the size of the artwork is unknown: write its width and height'
      return `the artwork has ${artwork.width} × ${artwork.height} pixels: use a square of 1400 to 3000`
    }),
    channelRule('category_missing', ({ channel: { podcast } }) =>
      podcast?.categories?.length ? null : "categories is not set: write one of Apple's list",
    ),
    channelRule('language_unknown', ({ channel: { language } }) =>
      /^[a-z]{2}(?:-|$)/.test(language) ? null : `Apple knows languages of two letters only, not ${language}`,
    ),
    channelRule('title_too_long', ({ channel }) => atMost('the title of the podcast', channel.title, 255)),
    channelRule('description_too_long', ({ channel }) => atMost('the description', channel.description, 4000)),
    itemsAtLeast(1),
    advised(HTTPS),
    recordingRule('type_refused', ({ type, url }) =>
      TYPES.includes(type) && FILE.test(new URL(url).pathname)
        ? null
        : `${url} (${type}) is not MP3, M4A, MP4, M4V or MOV`,
    ),
    recordingRule('length_missing', ({ length, url }) =>
      length > 0 ? null : `the size of ${url} is unknown: write length in bytes, or put the file into the folder media`,
    ),
    advised(
      recordingRule('duration_missing', ({ duration }) =>
        duration ? null : 'the recording has no duration: write it in seconds',
      ),
    ),
    itemRule('episode_missing', ({ variant: { episode } }, { channel: { podcast } }) =>
      podcast?.type === 'serial' && episode?.type !== 'trailer' && !Number.isInteger(episode?.episode)
        ? 'a serial podcast numbers its episodes: write podcast.episode'
        : null,
    ),
    itemRule('summary_too_long', ({ variant }) => atMost('the summary', variant.summary, 4000)),
  ]),
  ...requiredBy(TRANSCRIPTS, [
    advised(
      itemRule('transcript_missing', ({ variant: { episode } }) =>
        episode?.transcripts?.some(({ type }) => ['text/vtt', 'application/x-subrip', 'application/srt'].includes(type))
          ? null
          : 'the episode has no transcript as VTT or SRT: write podcast.transcripts',
      ),
    ),
  ]),
  ...requiredBy(TAGS, [
    channelRule('text_too_long', ({ channel: { podcast } }) => {
      const { funding, updateFrequency, trailer, persons = [], txt = [] } = podcast ?? {}
      const texts = [funding?.text, updateFrequency?.text, trailer?.title, ...persons.map(({ name }) => name)]
      const isTooLong = texts.some((text) => isLong(text, 128)) || txt.some(({ text }) => isLong(text, 4000))
      return isTooLong
        ? 'texts of funding, updateFrequency, trailer and persons have 128 characters at most, txt 4000'
        : null
    }),
    itemRule('name_too_long', ({ variant: { episode } }) =>
      episode?.persons?.some(({ name }) => isLong(name, 128)) ? 'names of persons have 128 characters at most' : null,
    ),
  ]),
]
