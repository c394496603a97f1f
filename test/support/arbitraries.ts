import fc from 'fast-check'
import { NOW } from './newsroom.ts'

/** A fixed seed gives the same articles in every run, so that a failure can be reproduced. */
export const SEED = 20_260_310
export function checked(numRuns: number): fc.Parameters<unknown> {
  return { seed: SEED, numRuns, endOnFailure: false }
}

/**
 * Any character of Unicode. The unit `binary` of fast-check would list all of them at the start of every process, to
 * recognise texts that it did not make.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10f7ff })
  // Without the surrogates, U+D800 to U+DFFF.
  .map((index) => String.fromCodePoint(index < 0xd800 ? index : index + 0x800))

/** The languages of newsrooms in property tests: many scripts, two of them from right to left. */
export const LANGUAGES = ['uk', 'en', 'ar', 'he', 'ja', 'zh-Hant', 'pt-BR'] as const

const MARKUP = [
  ...[']]>', ']]>]]>', ']]', '>', '<', '&', '"', "'", '<![CDATA[', '<?xml?>', '</entry>', '</item>', '\n    </entry>'],
  ...[
    '<script>alert(1)</script>',
    '<b>',
    '</b>',
    '<img src=x onerror=alert(1)>',
    '&amp;',
    '&amp;amp;',
    '&lt;',
    '&nbsp;',
  ],
  ...['&#0;', '&#8;', '&#xD800;', '&#xFFFF;', '&notanentity;', '$&', '$1', '{{label}}', '%', '\\'],
]
const FORBIDDEN = [
  '\u0000',
  '\u0008',
  '\u000B',
  '\u001F',
  '\u007F',
  '\u0085',
  '\uFFFE',
  '\uFFFF',
  '\uFEFF',
  '\uD800',
  '\uDFFF',
]
const SPACES = [' ', '  ', '\t', '\r\n', '\u00A0', '\u2028', '\u3000']
const SCRIPTS = [
  ...['Міст', 'Ґанок', 'مرحبا', 'שלום', '日本語', '繁體', 'São', 'İ', 'ß', 'ﬁ', 'é', 'e\u0301'],
  ...['🚲', '👩‍👩‍👧', '🇺🇦', '𝒳', '𠮷', '\u200F', '\u202E', '\u200B', '\u{1FFFE}'],
]

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...MARKUP) },
  { weight: 2, arbitrary: fc.constantFrom(...FORBIDDEN) },
  { weight: 1, arbitrary: fc.constantFrom(...SPACES) },
  { weight: 3, arbitrary: fc.constantFrom(...SCRIPTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 4 }) },
)

/** Any text; characters that break XML, HTML and JSON are frequent. */
export const hostileText = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))

/** Words in any script. Readers have no reason to change them. */
export const calmText = fc
  .array(
    fc.oneof(fc.constantFrom(...SCRIPTS.filter((text) => /\p{L}/u.test(text))), fc.stringMatching(/^[a-z0-9]{1,6}$/)),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((words) => words.join(' '))

/** A text with at least one readable letter. */
const readable = (text: fc.Arbitrary<string>) => fc.tuple(text, text).map(([before, after]) => `${before}w${after}`)

const HTML = [
  '<p>',
  '</p>',
  '<b>',
  '</b>',
  '<br>',
  '<script>',
  '</script>',
  '<style>*{}</style>',
  '<!-- c -->',
  '<svg>',
]
const LINKS = [
  ...['<a href="/a?b=1&c=2">', '<a href="javascript:alert(1)" onclick="x()">', '</a>', '<img src="/i.jpg" alt="]]>">'],
  ...['<iframe src="https://evil.example/"></iframe>', '<img src="data:x">', '<p dir="rtl" lang="ar">', '<textarea>'],
]
const hostileHtml = fc
  .array(fc.oneof(fc.constantFrom(...HTML, ...LINKS), hostileText), { maxLength: 12 })
  .map((pieces) => pieces.join(''))

/** Addresses as people write them: with paths, queries and fragments, percent-encoded or not. */
const address = fc.oneof(
  fc
    .tuple(fc.constantFrom('/n/', 'https://herald.example/', 'http://other.example:8080/a b/', '/n?a=1&b='), calmText)
    .map(([base, calm]) => `${base}${calm}?x=1&y=<"'>#f`),
  hostileText.map((text) => `/n/${encodeURIComponent(text.toWellFormed())}/`),
  fc.tuple(hostileText, hostileText).map(([path, query]) => `/n/${path}?q=${query}`),
)

const moment = fc
  .date({ min: new Date('1980-01-01T00:00:00Z'), max: new Date(NOW), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`)

function texts(text: fc.Arbitrary<string>, html: fc.Arbitrary<string>) {
  const type = fc.constantFrom('image/jpg', 'image/png', 'audio/mp3', 'video/mp4', 'application/pdf', 'image/svg+xml')
  const size = fc.nat({ max: 2 ** 40 })
  const image = fc.record(
    { url: address, type, width: size, height: size, length: size, credit: text, alt: text },
    { requiredKeys: ['url'] },
  )
  const attachment = fc.record(
    { url: address, type, length: size, duration: size, title: text, credit: text },
    { requiredKeys: ['url', 'type'] },
  )
  const author = fc.record({ name: readable(text), url: address }, { requiredKeys: ['name'] })
  const variant = fc.record(
    {
      title: readable(text),
      url: address,
      summary: text,
      content: html,
      imageAlt: text,
      translator: text,
      updated: moment,
    },
    { requiredKeys: ['title', 'url'] },
  )
  const variants = fc
    .tuple(
      fc.subarray([...LANGUAGES], { minLength: 1, maxLength: 3 }),
      fc.array(variant, { minLength: 3, maxLength: 3 }),
    )
    .map(([languages, made]) => Object.fromEntries(languages.map((language, index) => [language, made[index]])))
  return fc.record(
    {
      published: moment,
      updated: moment,
      section: readable(text),
      tags: fc.array(readable(text), { maxLength: 3 }),
      authors: fc.array(author, { maxLength: 3 }),
      image,
      attachments: fc.array(attachment, { maxLength: 2 }),
      source: fc.record({ title: readable(text), url: address }),
      correction: fc.record({ note: readable(text), at: moment }),
      variants,
    },
    { requiredKeys: ['published', 'variants'] },
  )
}

export type RawArticle = Record<string, unknown>

/** An article with hostile values. */
export const hostileArticle: fc.Arbitrary<RawArticle> = texts(hostileText, hostileHtml)

/** An article of any shape with harmless words in any script. Every reader must return them unchanged. */
export const calmArticle: fc.Arbitrary<RawArticle> = texts(
  calmText,
  calmText.map((text) => `<p>${text}</p>`),
)

/** Typical ids in newsrooms. */
export const articleId = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
  fc.integer({ min: 1, max: 1e9 }).map(String),
  readable(hostileText).filter((id) => id.length <= 100),
)

/** Several articles with different ids. */
export function articles(
  one: fc.Arbitrary<RawArticle>,
  maxLength: number,
): fc.Arbitrary<readonly (readonly [string, RawArticle])[]> {
  return fc.uniqueArray(fc.tuple(articleId, one), { minLength: 1, maxLength, selector: ([id]) => id })
}
