import type { Language } from './language.ts'

/**
 * The id of a tag, section or author in paths: lower case, in its own script, without reserved characters of URLs
 * (`USA` → `usa`, `Новини дня` → `новини-дня`, `C++` → `c-plus-plus`). Spellings of one thing have one id, and the id of
 * an id is the id. Empty if the text has no letter or digit. `language` is the text's, if known.
 */
export function termId(text: string, language?: Language): string {
  if (PLAIN_ID.test(text)) return text
  const visible = text
    .normalize('NFC')
    .replace(EMOJI, '')
    .replace(CHILLU, ([letter = '']) => CHILLUS[letter] as string)
    .replace(INVISIBLE, '')
    .replace(COMPATIBILITY, (run) => run.normalize('NFKC'))
  const spoken = visible
    .replace(HASHTAG, '')
    .replaceAll('+', ' plus ')
    .replaceAll('#', ' sharp ')
    .replace(SEPARATOR, '-')
    .replace(APOSTROPHE_LETTER, '')
    .replace(/[^\p{L}\p{M}\p{N}_-]/gu, '')
  const folded = TWINS.reduce((id, [twin, letter]) => id.replace(twin, letter), lowerCased(spoken, language))
    .normalize('NFC')
    .replace(OPTIONAL_MARK, '')
    // The last four bits of Arabic and of Persian digits are their value.
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .normalize('NFC')
    // A mark has no meaning without its letter.
    .replace(/(^|-)[\p{M}-]+/gu, '$1')
    .replace(/-$/, '')
  return /[\p{L}\p{N}]/u.test(folded) ? folded : ''
}

/** The ids that a requested text may mean, the most likely first. Hashtags were spelled `sharp-…` before. */
export function possibleTermIds(text: string, language: Language): string[] {
  const ids = [termId(text, language), termId(text)]
  return [...new Set([...ids, ...ids.map((id) => id.replace(/^(?:sharp-)+/, ''))])]
}

/** The language that lower case depends on in texts of several languages; `undefined` if they differ in that. */
export function termLanguage(languages: readonly Language[]): Language | undefined {
  return languages.every(isDotless) ? languages[0] : undefined
}

/** Unicode SpecialCasing: the lower case of `I` is `ı`, and that of `İ` is `i`. */
function isDotless(language: Language): boolean {
  return /^(?:tr|az)(?:-|$)/.test(language)
}

function lowerCased(text: string, language: Language | undefined): string {
  if (language && isDotless(language)) return text.toLocaleLowerCase('tr')
  return text.toLowerCase().replaceAll('i\u0307', 'i')
}

/** Most terms are written as such an id. */
const PLAIN_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** Also characters that only a variation selector makes an emoji: their letters (`ℹ`, `㊗`) are no text. */
const EMOJI = /\p{Emoji_Presentation}|(?!\d)\p{Emoji}\uFE0F/gu

/** Unicode §12.9: before Unicode 5.1, these letters of Malayalam (and Bengali) were written with a joiner. */
const CHILLU = /(?:[ണനരലളക]\u0D4D|ত\u09CD)\u200D/g
const CHILLUS: Readonly<Record<string, string>> = { ണ: 'ൺ', ന: 'ൻ', ര: 'ർ', ല: 'ൽ', ള: 'ൾ', ക: 'ൿ', ত: 'ৎ' }

/** With enclosing marks of keycaps, trade marks, and Arabic vowel marks that are written alone. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|[\u20DD-\u20E4]|[™℠\uFC5E-\uFC63\uFE70-\uFE7F]/gu

/**
 * Characters whose NFKC form is another width or shape. Others are letters of their scripts (Armenian `և`, Kazakh, Thai and
 * Lao `ำ`, Tibetan, Georgian, Tifinagh, Cyrillic, Korean `ㅋ`), or become a space and a mark (`´`).
 */
const COMPATIBILITY =
  /[^\p{Sk}\u037A\u0587\u0675-\u0678\u0E33\u0EB3\u0EDC\u0EDD\u0F00-\u0FFF\u10FC\u1D78\u2D6F\u3130-\u318F\uA69C\uA69D\uFF5E\uFFA0-\uFFDC]+/gu

const HASHTAG = /(?<![\p{L}\p{M}\p{N}_+#])#+(?=[\p{L}\p{N}_])/gu

/** Dashes (with minus, hyphen bullet and wave dash), white space (with Ethiopic), and signs between words. */
const SEPARATOR = /[\p{Pd}\u2212\u2043\u02D7\uFF5E\p{Z}\s\u1361/\\&.\u2044\u2215]+/gu

/** Unicode counts these apostrophes and primes as letters. All others are punctuation. */
const APOSTROPHE_LETTER = /[\u02B9-\u02BF\u02C8\u02CA\u02CB\u02EE\u0559\u07F4\u07F5\uA78B\uA78C]/g

/** Vowel marks, cantillation and tatweel of Hebrew and Arabic. */
const OPTIONAL_MARK =
  /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u0897-\u089F\u08CA-\u08E1\u08E3-\u08FF]/g

/** Spellings in lower case → the same letter as ids have it. */
const TWINS: readonly (readonly [RegExp, string])[] = [
  [/ß/g, 'ss'],
  // Capitals and reformed or classical spelling have two letters.
  [/ե[ւվ]/g, 'և'],
  [/װ/g, 'וו'],
  [/ױ/g, 'וי'],
  [/ײ/g, 'יי'],
  [/[أإٱ]/g, 'ا'],
  [/[یى]/g, 'ي'],
  [/ک/g, 'ك'],
  [/ۀ/g, 'ه'],
  [/ۂ/g, 'ہ'],
  [/ۓ/g, 'ے'],
  // NFKC takes these apart.
  [/\u0E4D([\u0E48-\u0E4B]?)\u0E32/g, '$1\u0E33'],
  [/\u0ECD([\u0EC8-\u0ECB]?)\u0EB2/g, '$1\u0EB3'],
]
