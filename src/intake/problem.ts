import { isWarning, type Quarantined } from '../domain/article.ts'
import type { RawRecord } from '../sources/record.ts'

/** The place of a value in a file. */
export type Path = readonly PropertyKey[]

/** A value that cannot be published as written. `example` is given for kinds of problems: a file has each kind once. */
export class Problem extends Error {
  readonly reason: string
  readonly path: Path
  readonly example: string

  constructor(reason: string, path: Path, message: string, example = '') {
    super(message)
    this.reason = reason
    this.path = path
    this.example = example
  }

  toQuarantined({ file, place }: RawRecord): Quarantined {
    const { reason, path, message, example } = this
    return { file, place: place(path) + (example && `, "${example}"`), reason, message }
  }
}

/** The problems of one file, each once. */
export type Findings = {
  readonly add: (problem: Problem) => void
  /** The result of `part`. If it throws a Problem, the result is `undefined`, and the variant cannot be published. */
  readonly required: <T>(part: () => T) => T | undefined
  /** The result of `part`. If it throws a Problem, the result is `undefined`, and the variant is published without it. */
  readonly optional: <T>(part: () => T) => T | undefined
  readonly all: () => readonly Problem[]
}

/** A file may have that many errors, and that many warnings. More are not listed. */
export const PROBLEMS_MAX = 50

export function createFindings(): Findings {
  const errors = new Map<string, Problem>()
  const warnings = new Map<string, Problem>()
  const add = (problem: Problem): void => {
    const { reason, path, message, example } = problem
    const problems = isWarning(reason) ? warnings : errors
    const key = JSON.stringify([reason, message, example === '' ? path.map(String) : []])
    if (problems.size < PROBLEMS_MAX && !problems.has(key)) problems.set(key, problem)
  }
  const attempt = <T>(part: () => T, onProblem: (problem: Problem) => void): T | undefined => {
    try {
      return part()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      onProblem(error)
      return undefined
    }
  }
  return {
    add,
    required: (part) => attempt(part, add),
    optional: (part) => attempt(part, (problem) => add(asWarning(problem))),
    all: () => [...errors.values(), ...warnings.values()],
  }
}

const IGNORED: ReadonlyMap<string, string> = new Map([
  ['date_unparsable', 'date_ignored'],
  ['url_invalid', 'url_ignored'],
])

function asWarning(problem: Problem): Problem {
  const { reason, path, message } = problem
  return isWarning(reason) ? problem : new Problem(IGNORED.get(reason) ?? 'value_ignored', path, message)
}
