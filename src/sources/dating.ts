import path from 'node:path'
import type { Instant } from '../domain/article.ts'
import { dateProblem, parseDate } from '../domain/dates.ts'
import { DATE_RULES, type DateRule } from '../domain/sources.ts'
import { type GitDates, gitDates } from './git-dates.ts'
import { type FileDates, type FileDating, Unreadable } from './record.ts'

/**
 * Reads the dates that `rules` take from git and the file system; `undefined` if they take none. If git cannot be asked,
 * the last answer counts.
 */
export function fileDating(
  rules: readonly DateRule[],
  dataFolder: string,
  folderPath: string,
): (() => Promise<FileDating>) | undefined {
  const needsTime = rules.includes('modified')
  if (!rules.includes('git')) {
    return needsTime ? async () => ({ datesOf: ({ stamp }) => ({ modified: stamp.modified }) }) : undefined
  }
  const readGit = gitDates(path.resolve(dataFolder, folderPath))
  let last: GitDates | undefined
  return async () => {
    const problem = await readGit().then(
      (dates) => {
        last = dates
        return dates.shallowSince === undefined ? undefined : shallowHistory(dates.shallowSince)
      },
      ({ message }: Error) => new Unreadable('git_history', 'dates', `The git history cannot be read: ${message}.`),
    )
    return {
      datesOf: ({ file, stamp }) => ({
        modified: needsTime ? stamp.modified : undefined,
        git: last && (last.files.get(path.posix.relative(folderPath, file).normalize('NFC')) ?? null),
      }),
      problem,
    }
  }
}

function shallowHistory(since: Instant): Unreadable {
  const day = new Date(since).toISOString().slice(0, 10)
  const message = `The git history is shallow: files older than ${day} have the date of the oldest commit.`
  return new Unreadable('git_history', 'dates', `${message} Fetch all of it: git fetch --unshallow.`)
}

type ChosenDate = {
  readonly text: string | undefined
  /** The origin of the date, if that is not the front matter. */
  readonly from?: string | undefined
  /** Why the date of an earlier rule does not count. */
  readonly ignored?: { readonly place: string; readonly message: string } | undefined
  /** Why there is no date. */
  readonly problem?: Unreadable
}

const RULE_NAMES = {
  frontMatter: 'the front matter',
  filename: "the file's name",
  git: 'the git history',
  modified: 'the modification time of the file',
} satisfies Record<DateRule, string>

type FrontMatterPlace = { readonly timeZone: string; readonly place: string }

/** The date of the first rule that gives one. `place` is that of the date in the front matter. */
export function chooseDate(
  rules: readonly DateRule[],
  written: Readonly<Record<'frontMatter' | 'filename', unknown>>,
  { git, modified }: FileDates,
  { timeZone, place }: FrontMatterPlace,
): ChosenDate {
  const candidates = { ...written, git: isoDate(git?.first), modified: isoDate(modified) }
  let ignored: ChosenDate['ignored']
  for (const rule of rules) {
    const candidate = candidates[rule]
    if (candidate === undefined) continue
    const text = textOfDate(candidate)
    if (parseDate(text, timeZone) !== undefined) {
      const from = rule === 'frontMatter' ? undefined : RULE_NAMES[rule]
      return { text, from, ignored: ignored && replaced(ignored, rule) }
    }
    ignored ??= { place: rule === 'frontMatter' ? place : RULE_NAMES[rule], message: dateProblem(text) }
  }
  const tried = rules.map((rule) => RULE_NAMES[rule]).join(', ')
  const otherRules = DATE_RULES.filter((rule) => !rules.includes(rule)).join(', ')
  const advice = `Add "date" to the front matter${otherRules && `, or a rule to "dates" of the source in site.yaml: ${otherRules}`}.`
  const problem = ignored
    ? new Unreadable('date_unparsable', ignored.place, `${ignored.message} There is no other date in ${tried}.`)
    : new Unreadable('value_missing', 'date', `There is no date in ${tried}. ${advice}`)
  return { text: undefined, problem }
}

/** The date of the last change, if there is one. */
export function chooseUpdate(written: unknown, { git }: FileDates, { timeZone, place }: FrontMatterPlace): ChosenDate {
  const last = isoDate(git?.last)
  const from = RULE_NAMES.git
  if (written === undefined) return { text: last, from }
  const text = textOfDate(written)
  if (parseDate(text, timeZone) !== undefined) return { text }
  const ignored = { place, message: dateProblem(text) }
  return { text: last, from, ignored: last === undefined ? ignored : replaced(ignored, 'git') }
}

function replaced({ place, message }: NonNullable<ChosenDate['ignored']>, rule: DateRule): ChosenDate['ignored'] {
  return { place, message: `${message} The date in ${RULE_NAMES[rule]} counts instead.` }
}

function textOfDate(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isoDate(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString()
}
