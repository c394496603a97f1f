import { z } from 'zod'
import { EPISODE_TYPES } from '../domain/channel.ts'
import { attachment, described, nonEmpty, optionalText } from './written-values.ts'

const transcript = z.strictObject({
  url: described(nonEmpty, "The file's address, absolute or relative to `baseUrl`.", '/media/bells.vtt'),
  type: described(optionalText, 'The media type.', 'text/vtt', 'by the extension of `url`'),
  language: described(optionalText, 'The language.', 'en', "the variant's"),
})

const person = z.strictObject({
  name: described(nonEmpty, 'The name.', 'Kim Roe'),
  role: described(optionalText, 'A role of the [Podcast Taxonomy](https://podcasttaxonomy.com/).', 'guest', '`host`'),
  group: described(optionalText, 'A group of the Podcast Taxonomy.', 'writing', '`cast`'),
  img: described(optionalText, 'The address of a picture.', '/media/kim.jpg', 'none'),
  href: described(optionalText, "The person's page.", '/authors/kim/', 'none'),
})

/** The facts of an article as an episode, as written. */
const podcast = z.strictObject({
  season: described(z.int().min(1, 'is less than 1').optional(), 'The season, a whole number.', 2, 'none'),
  episode: described(
    z.number().positive('is not above 0').optional(),
    'The number of the episode. Apple reads whole numbers only.',
    7,
    'none',
  ),
  type: described(
    z.enum(EPISODE_TYPES, `is not one of ${EPISODE_TYPES.join(', ')}`).optional(),
    'A whole episode, a trailer, or a bonus.',
    'trailer',
    '`full`',
  ),
  explicit: described(z.boolean().optional(), 'Whether the episode is unsuitable for children.', true, "the podcast's"),
  title: described(optionalText, 'The title in podcast apps.', 'The bells', "the variant's `title`"),
  transcripts: described(z.array(transcript.optional()).optional(), 'Transcripts: VTT or SRT for Apple.', [
    { url: '/media/bells.vtt' },
  ]).meta({ defaultText: 'none' }),
  chapters: described(
    optionalText,
    'The address of a file with chapters (JSON).',
    '/media/bells.chapters.json',
    'none',
  ),
  persons: described(z.array(person.optional()).optional(), "People of the episode, in place of the podcast's.", [
    { name: 'Kim Roe', role: 'guest' },
  ]).meta({ defaultText: 'none' }),
})

export const articlePodcast = described(
  podcast.nullish(),
  'Facts for podcasts. The recording is the first audio or video of `attachments`.',
  { season: 1, episode: 7 },
  'none',
)

/** The keys of a variant. */
export const variantPodcast = {
  attachments: described(
    z.array(attachment.optional()).optional(),
    'Recordings, videos and other files in this language.',
    [{ url: '/media/bells-en.mp3', type: 'audio/mpeg', length: 1234567, duration: 95 }],
    "the article's `attachments`",
  ),
  podcast: described(
    podcast.nullish(),
    "Facts for podcasts in this language. Each replaces the article's. `null`: none.",
    { title: 'The bells', transcripts: [{ url: '/media/bells-en.vtt' }] },
    "the article's `podcast`",
  ),
}

export type WrittenPodcast = z.output<typeof podcast>
