import { isKnownLanguage } from '../../domain/language.ts'

// The language, the date and the slug in the paths of a site.

/** Names of languages in paths that are not their tags. */
export const SPELLINGS: Readonly<Record<string, string>> = {
  ...{ cn: 'zh-Hans', tw: 'zh-Hant', jp: 'ja', kr: 'ko', ua: 'uk', cz: 'cs', gr: 'el', dk: 'da' },
}

export const DATE = /\d{4}-\d{1,2}-\d{1,2}(?!\d)/
export const DATE_FOLDERS = /(?:^|\/)\d{4}\/\d{1,2}\/\d{1,2}$/
/** A language with its region or script, and without: `up_en` in `clean-up_en.md` is not one, but `en` is. */
const LANGUAGE = /(?<=^|[/._-])(?=(([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4})?)(?=[/._-]))/g

/** A place in a path that may name a language. `key` is the path with `{lang}` in this place. */
type Hole = { readonly path: string; readonly spelling: string; readonly key: string; readonly shape: string }

/**
 * The place of the language in each path. Words like `it` are languages, too, so a place counts if the same path has
 * another language or none there, or if folders of several languages are side by side.
 */
export function languageHoles(paths: readonly string[]): Map<string, Hole> {
  const existingPaths = new Set(paths)
  const holes = paths.flatMap(holesIn)
  const byKey = Map.groupBy(holes, ({ key }) => key)
  const shapes = new Map<string, Set<string>>()
  for (const [shape, ofShape] of Map.groupBy(holes, (hole) => hole.shape)) {
    const isTranslated = ({ key }: Hole) => (byKey.get(key)?.length ?? 0) > 1 || existingPaths.has(withoutLanguage(key))
    const bySpelling = Map.groupBy(ofShape, ({ spelling }) => spelling)
    const repeated = [...bySpelling].filter(([, list]) => list.length > 1).map(([spelling]) => spelling)
    const translated = ofShape.filter(isTranslated).map(({ spelling }) => spelling)
    const isSideBySide = shape.endsWith('/') && repeated.length > 1
    // https://docusaurus.io/docs/i18n/tutorial: the folder i18n has one folder per language.
    if (shape.startsWith('i18n/')) shapes.set(shape, new Set(bySpelling.keys()))
    else if (translated.length > 0 || isSideBySide) shapes.set(shape, new Set([...translated, ...repeated]))
  }
  const accepted = holes.filter(({ shape, spelling }) => shapes.get(shape)?.has(spelling))
  return new Map(accepted.toReversed().map((hole) => [hole.path, hole]))
}

function holesIn(path: string): Hole[] {
  const places = [...path.matchAll(LANGUAGE)].flatMap(({ 1: long = '', 2: short = '', index }) =>
    [...new Set([long, short])].map((spelling) => ({ spelling, index })),
  )
  return places.flatMap(({ spelling, index }) => {
    if (!isKnownLanguage(spelling) && !Object.hasOwn(SPELLINGS, spelling)) return []
    const key = `${path.slice(0, index)}{lang}${path.slice(index + spelling.length)}`
    const folder = key.slice(0, key.indexOf('{lang}/') + 7)
    return {
      path,
      spelling,
      key,
      shape: key.includes('{lang}/') ? folder : key.replace(/^.*(?=.\{lang\})/, '').replace(DATE, ''),
    }
  })
}

/** `head` is the folder of the languages' folders; `folders` are those behind them, or else all. */
export type Template = {
  readonly head: string | undefined
  readonly folders: string
  readonly name: string
  /** Whether the name begins with a date, which `name` does not have. */
  readonly hasDate: boolean
}

export function templateOf(key: string): Template {
  // A page bundle has the name of its folder.
  const parts = key.replace(/(?<=[^/])\/index(?=(?:[._-]\{lang\})?\.\w+$)/, '').split('/')
  const file = parts.pop() as string
  const extension = file.slice(file.lastIndexOf('.'))
  const stem = file.slice(0, -extension.length).replace(DATE, '{date}')
  const isFolder = stem === '{lang}' && parts.length > 0
  if (isFolder) parts.pop()
  const hasDate = /^\{date\}[-_]./.test(stem)
  const named = isFolder
    ? '{slug}/{lang}'
    : stem.replace(/^(?:\{date\}[-_])?.+?((?:[._-]\{(?:lang|date)\}){0,2})$/, '{slug}$1')
  const whole = parts.join('/')
  const rest = whole.replace(DATE_FOLDERS, '')
  const name = `${rest === whole ? '' : '{yyyy}/{mm}/{dd}/'}${named}${extension === '.mdx' ? '.md' : extension}`
  const at = rest.indexOf('{lang}')
  if (at === -1) return { head: undefined, folders: rest, name, hasDate }
  return { head: rest.slice(0, at), folders: rest.slice(at + '{lang}/'.length), name, hasDate }
}

export function withoutLanguage(key: string): string {
  return key.replace(/[._-]\{lang\}|\{lang\}[._/-]/, '')
}
