import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../src/domain/article.ts'
import { keyOf } from '../../../src/domain/feed-key.ts'
import { PROFILES, type Profile } from '../../../src/domain/site.ts'
import { channelOf } from '../../../src/feeds/channel.ts'
import { findingsOf } from '../../../src/feeds/requirements/findings.ts'
import { REQUIREMENTS } from '../../../src/feeds/requirements/profiles.ts'
import { lang } from '../../support/desk.ts'
import { desk, entry } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const LONG = 'The bridge over the river is open to trams again'
const PICTURE = { url: '/i.jpg', width: 1200, height: 800, credit: 'Jo' }

type Feed = {
  readonly site?: object
  readonly entries?: readonly Entry[]
  readonly token?: string
  readonly language?: string
}

function rulesOf(profile: Profile, { site = {}, entries = [], token, language = 'en' }: Feed): string[] {
  const at = desk({ languages: ['en', 'uk', 'en-GB'], partners: { [profile]: token ? { token } : null }, ...site })
  const key = { ...keyOf({ language: lang(language), kind: 'all' }), partner: profile }
  const channel = channelOf(at.site, at.catalog, {
    key,
    label: '',
    updated: 0,
    older: null,
    newer: null,
    languages: [],
  })
  const partner = at.site.partners.get(profile)
  if (!partner) throw new Error('no partner')
  return findingsOf(profile, { site: at.site, partner, channel, entries }).map(
    ({ rule, severity }) => `${severity} ${rule}`,
  )
}

const at = desk({ languages: ['en', 'uk'] })
const shown = (over: Record<string, unknown> = {}, own: Record<string, unknown> = {}, title = LONG) =>
  entry(
    at,
    article({
      image: PICTURE,
      authors: ['Jo'],
      ...over,
      variants: { en: variant(title, 'en', { summary: 's'.repeat(300), ...own }) },
    }),
    'en',
  )
const items = (count: number, one = shown()) => Array.from({ length: count }, () => one)

test('an article and channel that have everything are refused by no one', () => {
  const site = { channel: { logo: '/logo.png' } }
  // A podcast needs facts of its own: test/processes/cli-check-podcast.test.ts.
  const profiles = PROFILES.filter((profile) => profile !== 'podcast')
  const found = profiles.map((profile) => rulesOf(profile, { site, entries: items(30), language: 'en-GB' }))
  expect(found).toEqual(profiles.map(() => []))
})

describe('a partner refuses, or advises against,', () => {
  test.each<readonly [Profile, string, Feed]>([
    ['msn', 'refused body_missing', { entries: [shown({}, { content: '' })] }],
    ['msn', 'refused title_too_short', { entries: [shown({}, {}, 'a'.repeat(20))] }],
    ['msn', 'refused title_too_long', { entries: [shown({}, {}, 'a'.repeat(151))] }],
    ['msn', 'refused not_https', { site: { feedUrl: 'http://feeds.example' } }],
    ['msn', 'advice image_missing', { entries: [shown({ image: null })] }],
    ['flipboard', 'refused image_missing', { entries: items(30, shown({ image: null })) }],
    ['flipboard', 'refused image_too_small', { entries: items(30, shown({ image: { ...PICTURE, height: 399 } })) }],
    ['flipboard', 'refused too_few_items', { entries: items(29) }],
    ['flipboard', 'advice summary_too_short', { entries: items(30, shown({}, { summary: 'short' })) }],
    ['smartnews', 'advice logo_missing', { site: { channel: {} } }],
    ['apple-news', 'refused locale_missing', {}],
    ['apple-news', 'advice title_too_long', { language: 'en-GB', entries: [shown({}, {}, 'a'.repeat(61))] }],
    ['newsbreak', 'refused language_not_accepted', { language: 'uk' }],
    ['newsbreak', 'advice author_missing', { entries: [shown({ authors: [] })] }],
    ['newsbreak', 'advice credit_missing', { entries: [shown({ image: { ...PICTURE, credit: undefined } })] }],
    ['mailchimp', 'refused feed_private', { token: '0123456789abcdef' }],
  ])('%s: %s', (profile, finding, feed) => {
    expect(
      [...new Set(rulesOf(profile, feed))].filter((found) => found !== 'advice logo_missing' || found === finding),
    ).toEqual([finding])
  })

  test('google-news: articles in another language', () => {
    const { variants } = { variants: { uk: variant('Міст', 'uk') } }
    const fallback = entry(at, article({ variants }), 'en', 'uk')
    expect(rulesOf('google-news', { entries: [fallback] })).toEqual(['advice other_language'])
  })
})

test('pictures of unknown size count as large enough', () => {
  expect(rulesOf('flipboard', { entries: items(30, shown({ image: { url: '/i.jpg' } })) })).toEqual([])
})

test('each requirement has the address of its source', () => {
  for (const { source } of Object.values(REQUIREMENTS).flat()) expect(source).toMatch(/^https:\/\//)
})
