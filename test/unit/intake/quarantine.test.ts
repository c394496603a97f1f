import { expect, test } from 'vitest'
import { type Quarantined, withSeverity } from '../../../src/domain/article.ts'
import { takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const en = (over: Record<string, unknown>) => ({ variants: { en: variant('Bridge', 'en', over) } })
const LONG = 'x'.repeat(1_000_000)

/** Changes that make a good article unpublishable, with the reason, place and message of the quarantine. */
const REFUSED: readonly [Record<string, unknown>, string, string, string | RegExp][] = [
  [{ published: undefined }, 'value_missing', 'published', /^"published" is missing\. Write "published" like "2026-/],
  [{ published: null }, 'value_missing', 'published', /^"published" is empty\./],
  [{ published: 7 }, 'value_invalid', 'published', /^"published" is not a string\./],
  [{ published: 'soon' }, 'date_unparsable', 'published', /^"soon" is not a date\. Write it like 2026-/],
  [{ published: LONG }, 'date_unparsable', 'published', /^.{1,200}$/],
  // An article that expires must not be published for ever.
  [{ expires: 'soon' }, 'date_unparsable', 'expires', /^"soon" is not a date/],
  [{ expires: 7 }, 'value_invalid', 'expires', /^"expires" is not a string\./],
  [{ expires: '2026-01-01' }, 'value_invalid', 'expires', /^The article expires before it is published/],
  // Without these keys the article might appear too early, or stay too long.
  [{ draft: true }, 'release_unclear', 'draft', /^"draft" is not a known key\. The article might appear too early/],
  [{ embargo: '2099-01-01' }, 'release_unclear', 'embargo', /Write "status", "published" or "expires"\.$/],
  [{ publishDate: 'soon' }, 'release_unclear', 'publishDate', /might appear too early/],
  [{ expirse: '2026-04-01' }, 'release_unclear', 'expirse', /did you mean "expires"/],
  [{ staus: 'draft' }, 'release_unclear', 'staus', /did you mean "status"/],
  [en({ expires: '2026-04-01' }), 'release_unclear', 'variants.en.expires', /stay too long/],
  [en({ publishd: '2099-01-01' }), 'release_unclear', 'variants.en.publishd', /did you mean "published"/],
  [{ id: ' ' }, 'value_missing', 'id', /^"id" is empty\./],
  [{ id: '\u0000' }, 'value_missing', 'id', 'The article has no id.'],
  [{ id: 'x'.repeat(201) }, 'too_large', 'id', 'The id has 201 characters; the limit is 200.'],
  [{ id: 1.5 }, 'value_invalid', 'id', /^"id" is not /],
  [{ variants: undefined }, 'value_missing', 'variants', /^"variants" is missing\./],
  [{ variants: {} }, 'value_missing', 'variants', 'The article has no variant. Add one per language.'],
  [{ variants: [] }, 'value_invalid', 'variants', /^"variants" is not a mapping\./],
  [{ variants: { en: null } }, 'value_missing', 'variants.en', '"en" is empty.'],
  [{ variants: { en: 'A' } }, 'value_invalid', 'variants.en', '"en" is not a mapping.'],
  [{ variants: { junk: variant('A', 'en') } }, 'language_invalid', 'variants.junk', /^"junk" is not a language tag/],
  [
    { variants: { de: variant('A', 'de') } },
    'language_unlisted',
    'variants.de',
    /^de is not one of .* \(uk, ru, en\)\.$/,
  ],
  [
    { variants: { ua: variant('A', 'ua') } },
    'language_unlisted',
    'variants.ua',
    /\(uk, ru, en\)\. Did you mean "uk" \(Ukrainian\)\?$/,
  ],
  [en({ title: undefined }), 'title_missing', 'variants.en.title', /^"title" is missing\./],
  [en({ title: null }), 'title_missing', 'variants.en.title', /^"title" is empty\./],
  [en({ title: ' ' }), 'title_missing', 'variants.en.title', /^"title" is empty\./],
  [en({ title: '<b></b>' }), 'title_missing', 'variants.en.title', 'The title is empty.'],
  [en({ title: ['A'] }), 'value_invalid', 'variants.en.title', /^"title" is not a string\./],
  [en({ content: ['A'] }), 'value_invalid', 'variants.en.content', /^"content" is not a string\./],
  [en({ content: '<b>'.repeat(501) }), 'too_large', 'variants.en.content', /^The HTML nests at least 501 elements/],
  [
    en({ url: undefined }),
    'value_missing',
    'variants.en.url',
    /^"url" is missing\. Write "url" like "\/en\/news.* The page of an article is on your own website/,
  ],
  [
    en({ url: 'javascript:alert(1)' }),
    'url_invalid',
    'variants.en.url',
    '"javascript:alert(1)" is not an http or https address. Write https://… or, on your website, /…',
  ],
  [en({ url: 'mailto:a@b.example' }), 'url_invalid', 'variants.en.url', /is not an http or https address/],
  [en({ url: `http://[${LONG}` }), 'url_invalid', 'variants.en.url', /^.{1,170}$/],
  [en({ published: 'soon' }), 'date_unparsable', 'variants.en.published', /^"soon" is not a date/],
]

const GOOD = { 'articles/good.json': article() }

const CASES = REFUSED.map(([over, reason, key, message]) => ({ over, reason, key, message }))

test.each(CASES)('$key is refused as $reason, and other files are published: $message', async (given) => {
  const bad = JSON.stringify(article({ id: 'bad', ...given.over }), null, 1)
  const { variants, quarantined } = await takeIn({ 'articles/bad.json': bad, ...GOOD })
  expect(quarantined).toHaveLength(1)
  const { file, reason, place, message, severity } = withSeverity(quarantined[0] as Quarantined)
  expect({ file, reason, severity }).toEqual({ file: 'articles/bad.json', reason: given.reason, severity: undefined })
  expect(place).toMatch(new RegExp(`^line \\d+, ${RegExp.escape(given.key)}$`))
  if (given.message instanceof RegExp) expect(message).toMatch(given.message)
  else expect(message).toBe(given.message)
  expect(variants.map((variant) => variant.article)).toEqual(['good', 'good'])
})

test('all problems of a file are listed, each once, errors first', async () => {
  const bad = article({
    published: undefined,
    expires: 'soon',
    tags: ['river', '!', 7, {}],
    tagz: 1,
    variants: { uk: { title: 5, image: { url: 'x:y' } }, en: { url: 'x:y', summary: 7 }, de: {} },
  })
  const { variants, quarantined } = await takeIn({ 'articles/bad.json': JSON.stringify(bad, null, 1) })
  expect(variants).toEqual([])
  expect(quarantined.map(({ reason, place }) => `${reason} ${place.replace(/^line \d+, /, '')}`)).toEqual([
    'value_missing published',
    'value_invalid variants.uk.title',
    'value_missing variants.uk.url',
    'date_unparsable expires',
    'title_missing variants.en.title',
    'url_invalid variants.en.url',
    'language_unlisted variants.de',
    'value_ignored tags[3].term',
    'key_unknown tagz',
    'term_invalid tags[1]',
    'url_ignored variants.uk.image.url',
    'value_ignored variants.en.summary',
  ])
})

test('a file has at most 50 errors and 50 warnings', async () => {
  const junk = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`x${index}`, 1]))
  const variants = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`junk${index}`, {}]))
  const { quarantined } = await takeIn({ 'articles/a.json': article({ ...junk, variants }) })
  expect(Object.entries(Object.groupBy(quarantined, ({ reason }) => reason)).map(([, all]) => all?.length)).toEqual([
    50, 50,
  ])
})
