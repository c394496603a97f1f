import { type Language, scriptOf } from '../domain/language.ts'

// Plain text for what HTML says with elements.

const SUPERSCRIPTS = mapOf('0123456789+-−=()abcdefghijklmnoprstuvwxyz', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ')
const SUBSCRIPTS = mapOf('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')
const MARKS = new Map(Object.entries({ tm: '™', sm: '℠' }))

function mapOf(from: string, to: string): ReadonlyMap<string, string> {
  const characters = [...to]
  return new Map([...from].map((character, index) => [character, characters[index] as string]))
}

/** `10⁶`, `10^1.5`, `10^(a/b)`; endings of ordinal numbers stay as they are: `1st`. */
export function superscript(text: string): string {
  const mark = MARKS.get(text.toLowerCase())
  if (mark) return mark
  // Endings of several letters, and signs that are raised already: `ª`, `®`.
  if (/^(?:\p{L}{2,}\.?|[^\p{ASCII}−])$/u.test(text)) return text
  return mapped(text, SUPERSCRIPTS) ?? (/^[−+-]?[\p{L}\p{N}.,]+$/u.test(text) ? `^${text}` : `^(${text})`)
}

/** `CO₂`, and `Hmax` where Unicode has no such letters. */
export function subscript(text: string): string {
  return /^\p{L}{2,}$/u.test(text) ? text : (mapped(text, SUBSCRIPTS) ?? text)
}

function mapped(text: string, characters: ReadonlyMap<string, string>): string | undefined {
  const all = [...text].map((character) => characters.get(character))
  return all.every((character) => character !== undefined) ? all.join('') : undefined
}

/** Quotation marks of CLDR (outer pair, inner pair), and the languages that use them. All others have “”‘’. */
const QUOTES: readonly (readonly [marks: string, languages: string])[] = [
  ['„“‚‘', 'de cs sk sl hr sr bs bg mk lt et is ka lb hsb dsb'],
  ['«»„“', 'ru uk be hy'],
  ['«»“”', 'fr es it ca eu gl el pt-PT sq fa kk az'],
  ['«»‘’', 'nb nn no'],
  ['„”«»', 'pl ro hu'],
  ['””’’', 'fi sv'],
  ['”“’‘', 'ar ur'],
  ['「」『』', 'ja zh-Hant yue'],
]

const QUOTES_BY_LANGUAGE = new Map(
  QUOTES.flatMap(([marks, languages]) => languages.split(' ').map((tag) => [tag, marks])),
)

/** The opening and the closing mark. `depth` is the number of quotations around this one. */
export function quotationMarks(language: Language | undefined, depth: number): readonly [string, string] {
  const [subtag = ''] = language?.split('-') ?? []
  const withScript = language && subtag === 'zh' ? `zh-${scriptOf(language)}` : subtag
  const marks = QUOTES_BY_LANGUAGE.get(language ?? '') ?? QUOTES_BY_LANGUAGE.get(withScript) ?? '“”‘’'
  const pair = depth % 2 === 0 ? 0 : 2
  return [marks[pair] as string, marks[pair + 1] as string]
}
