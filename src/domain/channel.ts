import type { Language } from './language.ts'
import type { Texts } from './text.ts'

/** A picture of the newsroom; sizes in pixels. */
export type ChannelPicture = { readonly url: string; readonly width: number | null; readonly height: number | null }

export type Contact = { readonly name: Texts | null; readonly email: string }

/** Facts of the newsroom that every feed has. URLs are absolute. */
export type ChannelSettings = Readonly<Record<'logo' | 'icon' | 'cover', ChannelPicture | null>> &
  Readonly<Record<'editor' | 'webmaster', Contact | null>> & {
    /** `#b3421b`. */
    readonly accent: string | null
    readonly rights: Texts | null
    readonly license: string | null
    readonly categories: readonly Texts[]
    /** Pages on which readers support the newsroom. */
    readonly support: Texts | null
    /** The newsroom's profiles elsewhere. */
    readonly me: readonly string[]
  }

/** Absent facts are `undefined`, and so leave stored variants and hashes as they are. */
type Facts<Name extends string, Value> = { readonly [K in Name]?: Value | undefined }

/** `role` and `group` are of the Podcast Taxonomy; the namespace assumes `host` and `cast`. URLs are absolute. */
export type PodcastPerson = { readonly name: string } & Facts<'role' | 'group' | 'img' | 'href', string>

type Transcript = { readonly url: string; readonly type: string } & Facts<'language', Language>

export const EPISODE_TYPES = ['full', 'trailer', 'bonus'] as const

/** Facts of an article as an episode. Numbers of episodes may have a fraction: 100.5 is between 100 and 101. */
export type Episode = Facts<'season' | 'episode', number> &
  Facts<'title' | 'chapters', string> &
  Facts<'type', (typeof EPISODE_TYPES)[number]> &
  Facts<'explicit', boolean> &
  Facts<'transcripts', readonly Transcript[]> &
  Facts<'persons', readonly PodcastPerson[]>

/** The episode that an article is in podcasts: its first audio or video. */
export function recordingOf<M extends { readonly type: string | null }>(variant: {
  readonly attachments: readonly M[]
}): (M & { readonly type: string }) | undefined {
  return variant.attachments.find(
    (media): media is M & { readonly type: string } => media.type !== null && /^(?:audio|video)\//.test(media.type),
  )
}

export const PODCAST_TYPES = ['episodic', 'serial'] as const

/** podcast:medium. Lists and publishers have no items of their own. */
export const MEDIUMS = ['podcast', 'music', 'video', 'film', 'audiobook', 'newsletter', 'blog', 'course'] as const

/** A podcast in one language, as site.yaml describes it. URLs are absolute. */
export type Podcast = Facts<'title' | 'description' | 'link' | 'author' | 'guid' | 'newFeedUrl' | 'prefix', string> &
  Facts<'explicit' | 'locked' | 'complete', boolean> &
  Facts<'type', (typeof PODCAST_TYPES)[number]> &
  Facts<'medium', (typeof MEDIUMS)[number]> &
  /** Sizes in pixels. */
  Facts<'artwork', { readonly url: string } & Facts<'width' | 'height', number>> &
  Facts<'owner', { readonly email: string } & Facts<'name', string>> &
  /** Of Apple's list, each with a subcategory or alone. */
  Facts<'categories', readonly (readonly string[])[]> &
  Facts<'funding', { readonly url: string } & Facts<'text', string>> &
  /** `rrule`: RFC 5545 §3.3.10. */
  Facts<'updateFrequency', { readonly rrule: string; readonly text: string }> &
  Facts<'txt', readonly ({ readonly text: string } & Facts<'purpose', string>)[]> &
  Facts<'persons', readonly PodcastPerson[]> &
  /** `length` in bytes; `published` is RFC 3339. */
  Facts<'trailer', Readonly<Record<'title' | 'url' | 'published', string>> & Facts<'length' | 'season', number>>

/** Apple's categories and subcategories: podcasters.apple.com/support/1691-apple-podcasts-categories. */
export const CATEGORIES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    'Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts',
    'Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit',
    'Comedy: Comedy Interviews, Improv, Stand-Up',
    'Education: Courses, How To, Language Learning, Self-Improvement',
    'Fiction: Comedy Fiction, Drama, Science Fiction',
    'Government:',
    'Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality',
    'History:',
    'Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids',
    'Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games',
    'Music: Music Commentary, Music History, Music Interviews',
    'News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News',
    'Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality',
    'Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, Physics, Social Sciences',
    'Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships',
    'Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling',
    'Technology:',
    'True Crime:',
    'TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews',
  ].map((line) => {
    const [name = '', subcategories = ''] = line.split(':')
    return [name, subcategories.split(',').flatMap((one) => one.trim() || [])]
  }),
)
