import type { RegisteredAuthor } from '../domain/site.ts'

type Register = ReadonlyMap<string, RegisteredAuthor>

// Every part must be in the register, so words of all languages can be tried: a name that contains one stays whole.
const AND_WORDS = 'and|und|et|y|e|i|en|og|och|ja|és|a|și|ve|dan|oraz|и|і|й|та|да|ды|και|और|و|&|\\+'
const SEPARATOR = new RegExp(
  `\\s*[,;،、，；]\\s*(?:(?:${AND_WORDS})\\s+)?|\\s+(?:${AND_WORDS})\\s+|\\s+[وו](?=\\S)|\\s*[&+和与與及と]\\s*`,
  'giu',
)

const BYLINE_CHARACTERS_MAX = 500

/** The author whom a byline names by the key or by one of the names. */
export function registeredAuthor(register: Register, name: string): RegisteredAuthor | undefined {
  const composed = name.normalize('NFC')
  return register.get(composed) ?? authorsByName(register).get(composed)
}

const indexes = new WeakMap<Register, ReadonlyMap<string, RegisteredAuthor>>()

/** Of two authors with one name the first. Made once, because every byline of every article asks for it. */
function authorsByName(register: Register): ReadonlyMap<string, RegisteredAuthor> {
  const cached = indexes.get(register)
  if (cached) return cached
  const entries = [...register.values()].flatMap((author) => namesOf(author).map((name) => [name, author] as const))
  const index = new Map(entries.toReversed())
  indexes.set(register, index)
  return index
}

/** The names in a byline like `A, B and C` if each is in the register; `undefined` if one is not. */
export function registeredNames(register: Register, byline: string): readonly string[] | undefined {
  if (registeredAuthor(register, byline)) return [byline]
  if (byline.length > BYLINE_CHARACTERS_MAX) return undefined
  for (const { 0: separator, index } of byline.matchAll(SEPARATOR)) {
    const name = byline.slice(0, index)
    const rest = registeredAuthor(register, name) && registeredNames(register, byline.slice(index + separator.length))
    if (rest) return [name, ...rest]
  }
  return undefined
}

function namesOf({ name }: RegisteredAuthor): string[] {
  return (typeof name === 'string' ? [name] : Object.values(name)).map((one) => one.normalize('NFC'))
}
