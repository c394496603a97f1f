import { isMapping } from '../../domain/path.ts'
import type { FrontMatter } from '../front-matter.ts'
import type { SourceWarning } from '../record.ts'

/** Front matter, or a part of it. */
export type Values = Readonly<Record<string, unknown>>

export type Page = {
  /** Relative to the source's folder, with `/`. */
  readonly relative: string
  /** The front matter after `adapt`. */
  readonly values: Values
  /** The line of the file on which the body begins. */
  readonly firstLine: number
}

/** Reads the files of a site generator. */
export type Dialect = {
  /** Reads again what all files depend on. If the result differs from the last one, every file may have changed. */
  refresh?(): string
  /** Adds the site's defaults, and renames keys to those of Polyfeed. */
  adapt?(values: Values, relative: string, warn: Warn): Values
  /** Turns the text of a file into Markdown with HTML. @throws Unreadable with a line of the file */
  body(text: string, page: Page, warn: Warn): string
}

export type DialectSettings = {
  /** The source's folder, absolute. */
  readonly folder: string
  readonly timeZone: string
  /** Whether `url` of the source in site.yaml takes precedence over the generator's own settings. */
  readonly hasUrl: boolean
  /** The URL of an article by its path below the folder. The file need not exist. */
  readonly urlOfFile: (relative: string) => string | undefined
}

/** `message` must not depend on the place: each message is reported once a file. */
export type Warn = (reason: string, offset: number, message: string) => void

const WARNINGS_MAX = 20

export function readPage(dialect: Dialect, matter: FrontMatter, relative: string) {
  const warnings = new Map<string, SourceWarning>()
  const warn: Warn = (reason, offset, message) => {
    if (warnings.has(message) || warnings.size >= WARNINGS_MAX) return
    warnings.set(message, { reason, place: `line ${lineAt(matter.body, offset, matter.bodyLine)}`, message })
  }
  const adapted = adaptedMatter(dialect, matter, relative, warn)
  const text = dialect.body(matter.body, { relative, values: adapted.values, firstLine: matter.bodyLine }, warn)
  return { matter: { ...adapted, body: text }, warnings: [...warnings.values()] }
}

/** The front matter with the site's defaults and with the keys of Polyfeed. */
export function adaptedMatter(
  { adapt = (values) => values }: Pick<Dialect, 'adapt'>,
  matter: FrontMatter,
  relative: string,
  warn: Warn = () => undefined,
): FrontMatter {
  return { ...matter, values: adapt(matter.values, relative, warn), texts: adapt(matter.texts, relative, warn) }
}

export function lineAt(text: string, offset: number, firstLine: number): number {
  return firstLine + text.slice(0, offset).split('\n').length - 1
}

export function mappingIn(values: unknown, key: string): Values {
  const value = typeof values === 'object' && values !== null && Object.hasOwn(values, key) && (values as Values)[key]
  return isMapping(value) ? value : {}
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
