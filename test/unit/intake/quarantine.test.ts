import { expect, test } from 'vitest'
import type { Quarantined } from '../../../src/domain/article.ts'
import { takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const en = (over: Record<string, unknown>) => ({ variants: { en: variant('Bridge', 'en', over) } })
const LONG = 'x'.repeat(1_000_000)

/** Changes to a good article, with the reason, place and message of the quarantine. */
const OF_ARTICLE: readonly [Record<string, unknown>, string, string, string | RegExp][] = [
  [{ published: undefined }, 'value_missing', 'published', '"published" is missing.'],
  [{ published: null }, 'value_missing', 'published', '"published" is empty.'],
  [{ published: 7 }, 'value_invalid', 'published', '"published" is not a string.'],
  [{ id: ' ' }, 'value_missing', 'id', '"id" is empty.'],
  [{ id: '\u0000' }, 'value_missing', 'id', 'The article has no id.'],
  [{ id: 'x'.repeat(201) }, 'too_large', 'id', 'The id has 201 characters; the limit is 200.'],
  [{ id: 1.5 }, 'value_invalid', 'id', /^"id" is not /],
  [{ status: 'live' }, 'value_invalid', 'status', '"status" is not one of draft, published, withdrawn.'],
  [{ tags: 'river' }, 'value_invalid', 'tags', '"tags" is not a list.'],
  [{ tags: [7] }, 'value_invalid', 'tags[0]', /is not a string\.$/],
  [{ variants: undefined }, 'value_missing', 'variants', '"variants" is missing.'],
  [{ variants: {} }, 'value_missing', 'variants', 'The article has no variant. Add one per language.'],
  [{ variants: [] }, 'value_invalid', 'variants', '"variants" is not a mapping.'],
  [{ tag: ['river'] }, 'key_unknown', 'tag', '"tag" is not a known key (did you mean "tags"?).'],
  [{ advertisement: 1 }, 'key_unknown', 'advertisement', '"advertisement" is not a known key.'],
  [{ image: { url: '/a.png', widht: 1 } }, 'key_unknown', 'image.widht', /did you mean "width"\?/],
  [{ image: {} }, 'value_missing', 'image.url', '"url" is missing.'],
  [{ image: { url: '/a.png', width: -1 } }, 'value_invalid', 'image.width', /^"width" /],
  [{ attachments: [{ url: '/a', titel: 'A' }] }, 'key_unknown', 'attachments[0].titel', /did you mean "title"\?/],
  [{ authors: [{ name: 'A', ulr: '/a' }] }, 'key_unknown', 'authors[0].ulr', /did you mean "url"\?/],
  [{ authors: [{}] }, 'value_missing', 'authors[0].name', '"name" is missing.'],
  [{ source: { title: 'Wire' } }, 'value_missing', 'source.url', '"url" is missing.'],
  [{ correction: { note: 'Wrong' } }, 'value_missing', 'correction.at', '"at" is missing.'],
]

/** Problems that intake finds per variant. */
const OF_VARIANT: readonly [Record<string, unknown>, string, string, string | RegExp][] = [
  [en({ title: undefined }), 'title_missing', 'variants.en.title', '"title" is missing.'],
  [en({ title: null }), 'title_missing', 'variants.en.title', '"title" is empty.'],
  [en({ title: ' ' }), 'title_missing', 'variants.en.title', '"title" is empty.'],
  [en({ title: '<b></b>' }), 'title_missing', 'variants.en.title', 'The title is empty.'],
  [en({ title: ['A'] }), 'value_invalid', 'variants.en.title', '"title" is not a string.'],
  [en({ title: LONG }), 'too_large', 'variants.en.title', 'The title has 1000000 characters; the limit is 500.'],
  [en({ url: undefined }), 'value_missing', 'variants.en.url', '"url" is missing.'],
  [
    en({ url: 'javascript:alert(1)' }),
    'url_invalid',
    'variants.en.url',
    '"javascript:alert(1)" is not an http or https address.',
  ],
  [en({ url: 'mailto:a@b.example' }), 'url_invalid', 'variants.en.url', /is not an http or https address/],
  [en({ url: `http://[${LONG}` }), 'url_invalid', 'variants.en.url', /^.{1,120}$/],
  [
    en({ contnet: 'x' }),
    'key_unknown',
    'variants.en.contnet',
    '"contnet" is not a known key (did you mean "content"?).',
  ],
  [
    en({ markdown: 'x' }),
    'value_invalid',
    'variants.en.markdown',
    'The variant has both content and markdown. Keep one.',
  ],
  [
    en({ published: 'soon' }),
    'date_unparsable',
    'variants.en.published',
    /^"soon" is not a date\. Write it like 2026-/,
  ],
  [en({ updated: '2026-02-30' }), 'date_unparsable', 'variants.en.updated', /^"2026-02-30" is not a date/],
  [en({ image: { url: 'data:x' } }), 'url_invalid', 'variants.en.image.url', /^"data:x"/],
  [
    en({ authors: ['nobody'] }),
    'author_unknown',
    'variants.en.authors[0]',
    '"nobody" is not a key of "authors" in site.yaml.',
  ],
  [{ ...en({}), published: 'soon' }, 'date_unparsable', 'published', /^"soon" is not a date/],
  [{ ...en({}), published: LONG }, 'date_unparsable', 'published', /^.{1,200}$/],
  [{ ...en({}), updated: 'soon' }, 'date_unparsable', 'updated', /^"soon" is not a date/],
  [{ ...en({}), expires: 'soon' }, 'date_unparsable', 'expires', /^"soon" is not a date/],
  [{ ...en({}), correction: { note: 'A', at: 'soon' } }, 'date_unparsable', 'correction.at', /^"soon"/],
  [{ ...en({}), image: { url: 'ftp://x' } }, 'url_invalid', 'image.url', /^"ftp:\/\/x"/],
  [{ ...en({}), image: { url: '/a.png', type: 'picture' } }, 'value_invalid', 'image.type', /is not a media type/],
  [
    { ...en({}), attachments: [{ url: '/a' }] },
    'value_missing',
    'attachments[0].type',
    /^The media type is not clear from the address/,
  ],
  [{ ...en({}), source: { title: 'A', url: 'x:y' } }, 'url_invalid', 'source.url', /^"x:y"/],
  [{ ...en({}), tags: ['river', '!'] }, 'term_invalid', 'tags[1]', '"!" has no letter or digit.'],
  [{ ...en({}), section: '…' }, 'term_invalid', 'section', '"…" has no letter or digit.'],
  [{ ...en({}), tags: ['x'.repeat(101)] }, 'too_large', 'tags[0]', /is longer than 100 characters/],
  [{ ...en({}), authors: ['iryn'] }, 'author_unknown', 'authors[0]', /site\.yaml \(did you mean "iryna"\?\)\.$/],
  [{ ...en({}), authors: [{ name: '<b></b>' }] }, 'value_invalid', 'authors[0]', 'An author has no name.'],
  [{ ...en({}), authors: [{ name: 'A', url: 'x:y' }] }, 'url_invalid', 'authors[0]', /^"x:y"/],
  [{ variants: { junk: variant('A', 'en') } }, 'language_invalid', 'variants.junk', /^"junk" is not a language tag/],
  [
    { variants: { de: variant('A', 'de') } },
    'language_unlisted',
    'variants.de',
    /^de is not one of .* \(uk, ru, en\)\.$/,
  ],
  [{ variants: { en: null } }, 'value_missing', 'variants.en', '"en" is empty.'],
  [{ variants: { en: 'A' } }, 'value_invalid', 'variants.en', '"en" is not a mapping.'],
]

const SITE = { authors: { iryna: { name: 'Iryna' } } }
const GOOD = { 'articles/good.json': article() }

const CASES = [...OF_ARTICLE, ...OF_VARIANT].map(([over, reason, key, message]) => ({ over, reason, key, message }))

test.each(CASES)('$key is refused as $reason, and other files are published: $message', async (given) => {
  const bad = JSON.stringify(article({ id: 'bad', ...given.over }), null, 1)
  const { variants, quarantined } = await takeIn({ 'articles/bad.json': bad, ...GOOD }, SITE)
  expect(quarantined).toHaveLength(1)
  const { file, reason, place, message } = quarantined[0] as Quarantined
  expect({ file, reason }).toEqual({ file: 'articles/bad.json', reason: given.reason })
  expect(place).toMatch(new RegExp(`^line \\d+, ${RegExp.escape(given.key)}$`))
  if (given.message instanceof RegExp) expect(message).toMatch(given.message)
  else expect(message).toBe(given.message)
  expect(variants.map((variant) => variant.article)).toEqual(['good', 'good'])
})
