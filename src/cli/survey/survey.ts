import { filesIn } from '../../sources/files.ts'
import { parseFrontMatter } from '../../sources/front-matter.ts'
import { textOf } from '../../sources/record.ts'
import type { Generator } from './generators.ts'
import { DATE, DATE_FOLDERS, languageHoles, type Template, templateOf, withoutLanguage } from './path-shapes.ts'

// Finds the layout of a site from the paths and the front matter of its Markdown files.

export type Survey = {
  /** Files with front matter and a title. */
  readonly pages: number
  /** The number of pages with a date in the front matter or in the path. */
  readonly dated: number
  /** Whether only pages with a date count as articles. */
  readonly usesDates: boolean
  /** The most frequent first. */
  readonly layouts: readonly Layout[]
  /** Spellings of languages in paths → number of files. `''` counts the files without one. */
  readonly languages: ReadonlyMap<string, number>
}

export type Layout = {
  readonly path: string
  readonly layout: 'suffix' | 'directory'
  readonly pattern: string
  readonly files: number
}

/** Folders of templates, code and generated pages, and files that are no articles. */
const NO_CONTENT =
  /(?:^|\/)(?:(?:public|dist|static|themes|archetypes|scaffolds|vendor|tests?|fixtures|_(?:includes|layouts|data|site|drafts))\/|(?:_|README|CHANGELOG)[^/]*$)/i
const DATE_KEY = /^(?:date|pub_?date|published(?:_?(?:at|on))?|publish_?(?:date|at|on)?|release_?date)$/i
/** A site with fewer dated pages has no dates. */
const DATED_MIN = 0.05
/** Layouts with fewer files are stray files, unless the site is small. */
const FILES_MIN = 3
const SHARE_MIN = 0.02
const LAYOUTS_MAX = 6
/** The part of a layout's files that its folder must contain. */
const SHARE_BELOW = 0.9

type Page = { readonly path: string; readonly isDated: boolean }

/** The files of a layout. `folders` are those of each file, below the languages' folders if there are any. */
type Group = Pick<Template, 'head' | 'name'> & {
  readonly root: string
  readonly folders: string[]
  dated: number
  isOptional: boolean
  hasMdx: boolean
}

export function surveySite(folder: string, { content = /(?:)/, roots }: Pick<Generator, 'content' | 'roots'>): Survey {
  const all = [...pagesIn(folder)].filter(({ path }) => content.test(path))
  const dated = all.filter(({ isDated }) => isDated)
  const usesDates = dated.length > all.length * DATED_MIN
  const pages = (usesDates ? dated : all).map(({ path }) => path)
  const holeOf = languageHoles(pages)
  const groups = new Map<string, Group>()
  const languages = new Map<string, number>()
  // Files without a language come last: they may belong to the layout of others.
  for (const path of pages.toSorted((a, b) => Number(!holeOf.has(a)) - Number(!holeOf.has(b)))) {
    const { key, spelling } = holeOf.get(path) ?? { key: path, spelling: '' }
    const root = roots ? roots.exec(key)?.[0] : ''
    if (root === undefined) continue
    addFile(groups, path, templateOf(key), root)
    languages.set(spelling, (languages.get(spelling) ?? 0) + 1)
  }
  const layouts = [...groups.values()].map(layoutOf).toSorted((a, b) => b.files - a.files)
  const frequent = layouts
    .filter(({ files }) => files >= Math.min(FILES_MIN, pages.length * SHARE_MIN))
    .slice(0, LAYOUTS_MAX)
  return { pages: all.length, dated: dated.length, usesDates, layouts: frequent, languages }
}

function addFile(groups: Map<string, Group>, path: string, template: Template, root: string): void {
  const { head, folders, hasDate } = template
  const isTranslated = head !== undefined || template.name.includes('{lang}')
  const ofOthers = [...groups.values()].find(
    (group) =>
      !isTranslated &&
      (group.head === undefined ? group.name.includes('{lang}') : `${folders}/`.startsWith(group.head)) &&
      withoutLanguage(group.name) === template.name,
  )
  const key = `${root} ${head} ${template.name}`
  const group = ofOthers ??
    groups.get(key) ?? { ...template, root, folders: [], dated: 0, isOptional: false, hasMdx: false }
  if (ofOthers) ofOthers.isOptional = true
  else groups.set(key, group)
  group.hasMdx ||= path.endsWith('.mdx')
  if (hasDate) group.dated++
  group.folders.push(ofOthers?.head ? folders.slice(ofOthers.head.length) : folders)
}

function layoutOf({ head, root, name, folders, dated, isOptional, hasMdx }: Group): Layout {
  const files = folders.length
  const common = root === '' ? commonFolder(folders) : (root.split('{lang}/').at(-1) as string)
  const date = dated === 0 ? '' : dated === files ? '{date}-' : '[{date}-]'
  const isDeep = folders.some((one) => one !== common)
  const tail = `${isDeep ? '{folders}/' : ''}${name.replace('{slug}', `${date}{slug}`)}${hasMdx ? '[x]' : ''}`
  if (head === undefined) {
    const isSuffix = name.includes('{lang}') && !name.includes('/')
    return { path: common || '.', layout: isSuffix ? 'suffix' : 'directory', pattern: tail, files }
  }
  const pattern = `${isOptional ? '[{lang}/]' : '{lang}/'}${common === '' ? '' : `${common}/`}${tail}`
  return { path: head.replace(/\/$/, '') || '.', layout: 'directory', pattern, files }
}

function* pagesIn(folder: string): Iterable<Page> {
  for (const file of filesIn(folder, /\.(?:md|mdx|markdown)$/, (relative) => !NO_CONTENT.test(relative))) {
    if ('problem' in file) continue
    try {
      const keys = Object.keys(parseFrontMatter(textOf(file.read())).values)
      const path = file.relative.normalize('NFC')
      const isDated = keys.some((key) => DATE_KEY.test(key)) || DATE.test(path) || DATE_FOLDERS.test(folderOf(path))
      if (keys.some((key) => key.toLowerCase() === 'title')) yield { path, isDated }
    } catch {
      // `check` reports it, if it is an article.
    }
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The deepest folder with most of the files. */
function commonFolder(folders: readonly string[]): string {
  let common = ''
  for (const name of folders[0]?.split('/') ?? []) {
    const next = common === '' ? name : `${common}/${name}`
    const below = folders.filter((folder) => folder === next || folder.startsWith(`${next}/`)).length
    if (below < folders.length * SHARE_BELOW) break
    common = next
  }
  return common
}
