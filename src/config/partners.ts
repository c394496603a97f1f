import type { Extensions } from '../domain/feed.ts'
import type { Language } from '../domain/language.ts'
import { type Partner, PROFILES, type Profile } from '../domain/site.ts'
import { extensionsOf, type WrittenExtensions } from './extensions.ts'
import { expectListed, KeyError, type SiteFiles } from './key-error.ts'
import type { WrittenPartner, WrittenSite } from './site-schema.ts'

const DAY_MS = 24 * 60 * 60 * 1000

type Preset = Omit<WrittenPartner, 'profile' | 'extensions'> & { readonly extensions?: WrittenExtensions }

/** From the partners' published requirements (docs/partners.md cites them). The newsroom's settings override these. */
const PRESETS: Record<Profile, Preset> = {
  // Permanent ids, pictures by Media RSS; fewer than 30 items and 10 MB. An edit counts only with a new date.
  msn: {
    ...{ items: 29, content: 'full', summaryType: 'text', maxAgeDays: 365, maxBytes: 10_000_000 },
    namespaces: ['atom', 'content', 'dc', 'media'],
  },
  // At least thirty articles in full, pictures at least 400 pixels wide.
  flipboard: { items: 50, content: 'full', image: { minWidth: 400 }, namespaces: ['atom', 'content', 'dc', 'media'] },
  // SmartFormat 2.1: at most about 1 MB, a date of the channel.
  smartnews: {
    ...{ items: 50, content: 'full', maxBytes: 1_000_000, namespaces: ['atom', 'content', 'dc', 'media'] },
    extensions: {
      namespaces: { snf: 'http://www.smartnews.be/snf' },
      channel: [
        { element: 'pubDate', value: 'updated' },
        { element: 'snf:logo', children: [{ element: 'url', value: 'logo' }] },
      ],
      items: [{ element: 'media:thumbnail', attributes: { url: 'image' } }],
    },
  },
  // A channel with language, title and link.
  'apple-news': { items: 50, content: 'full', namespaces: ['atom', 'content', 'dc', 'media'] },
  // Google News reads the news sitemap, so the feeds need only summaries.
  'google-news': { items: 100, content: 'summary', maxAgeDays: 30, namespaces: ['atom', 'dc', 'media'] },
  // Complete articles in English, with pictures.
  newsbreak: { items: 50, content: 'full', namespaces: ['atom', 'content', 'dc', 'media'] },
  // A public feed with dates. The newsletter's template chooses between description and content.
  mailchimp: { items: 50, content: 'full', namespaces: ['atom', 'content', 'dc', 'media'] },
}

/** Adds profiles and defaults. @throws KeyError */
export function partnersOf(
  written: WrittenSite['partners'],
  siteLanguages: readonly Language[],
  tagOf: (label: string) => string,
  readSecret: SiteFiles['secret'],
  inherited: Extensions['namespaces'] = {},
): Map<string, Partner> {
  const partners = Object.entries(written).map(([name, settings]): [string, Partner] => {
    const key = ['partners', name]
    const profile = settings?.profile ?? PROFILES.find((one) => one === name) ?? null
    const {
      items = 50,
      content = 'full',
      summaryType = 'html',
      maxBytes = null,
      namespaces = null,
      languages = siteLanguages,
      maxAgeDays,
      image,
      tags = [],
      utm = {},
      token,
      tokenFile,
    } = { ...(profile && PRESETS[profile]), ...settings }
    const extensions = extensionsOf(settings?.extensions, [...key, 'extensions'], {
      ...{ profile: profile ? PRESETS[profile].extensions : undefined, inherited },
    })
    expectListed(languages, siteLanguages, [...key, 'languages'])
    if (token !== undefined && tokenFile !== undefined) {
      throw new KeyError([...key, 'tokenFile'], 'is set together with token: remove one of them')
    }
    const partner: Partner = {
      ...{ profile, items, content, summaryType, maxBytes, namespaces, languages },
      maxAge: typeof maxAgeDays === 'number' ? maxAgeDays * DAY_MS : null,
      minImageWidth: image?.minWidth ?? null,
      tags: tags.map(tagOf),
      parameters: parametersOf(utm),
      ...(extensions && { extensions }),
      token: token ?? (tokenFile === undefined ? null : readSecret(tokenFile, [...key, 'tokenFile'])),
    }
    return [name, partner]
  })
  return new Map(partners)
}

function parametersOf(utm: NonNullable<WrittenPartner['utm']>): Record<string, string> {
  const entries = Object.entries(utm).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [`utm_${name}`, value]))
}
