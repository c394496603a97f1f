import { spawn } from 'node:child_process'
import type { Instant } from '../domain/article.ts'

/** The dates of a file's first and last commit. */
export type CommitDates = { readonly first: Instant; readonly last: Instant }

export type GitDates = {
  /** By the path below the folder, in NFC. */
  readonly files: ReadonlyMap<string, CommitDates>
  /** The date of the oldest commit, if the clone is shallow: older files have this date. */
  readonly shallowSince: Instant | undefined
}

/** The longest wait for output: a dead network mount never answers. */
const TIMEOUT_MS = 60_000

/** No signature is verified, because that would run the program that the repository's configuration names. */
const OPTIONS = ['--no-pager', '--no-optional-locks', '-c', 'log.showSignature=false', '-c', 'core.fsmonitor=false']

const LOG = ['log', '--format=commit %at', '--name-status', '-z', '-M', '--no-ext-diff', '--no-textconv', '--relative']

/**
 * Reads the author dates of the commits of a folder's files. The first call reads the whole history, later ones read
 * the commits that are new. Files that a commit renames keep their dates, unless they come from outside the folder.
 * @throws Error that says why git cannot read the history
 */
export function gitDates(folder: string): () => Promise<GitDates> {
  let state: string | undefined
  let dates: GitDates = { files: new Map(), shallowSince: undefined }
  return async () => {
    const newState = await run(folder, ['rev-parse', 'HEAD', '--is-shallow-repository'])
    if (newState === state) return dates
    const [head] = state?.split('\n') ?? []
    const [newHead = '', isShallow] = newState.split('\n')
    // After a rebase or a deeper fetch, the commits between the two are not all that changed.
    const isNewer = head !== undefined && dates.shallowSince === undefined && (await isAncestor(folder, head, newHead))
    const log = createLog(isNewer ? dates.files : new Map())
    await run(folder, [...LOG, isNewer ? `${head}..${newHead}` : newHead, '--', '.'], log.write)
    dates = { files: log.files(), shallowSince: isShallow === 'true' ? log.oldest() : undefined }
    state = newState
    return dates
  }
}

async function isAncestor(folder: string, one: string, other: string): Promise<boolean> {
  return run(folder, ['merge-base', '--is-ancestor', one, other]).then(
    () => true,
    () => false,
  )
}

/** Collects the dates from the output of `git log`, newest commit first. `known` has the dates of earlier commits. */
function createLog(known: GitDates['files']) {
  const found = new Map<string, { first: Instant; last: Instant | undefined }>()
  /** The names that files have today, by the names that commits renamed. */
  const renamed = new Map<string, string>()
  let oldest = Number.POSITIVE_INFINITY
  let at: Instant = 0
  let status = ''
  let from: string | undefined
  let rest = ''
  const add = (name: string, first: Instant, last: Instant | undefined): void => {
    const dates = found.get(name)
    found.set(name, { first: Math.min(dates?.first ?? first, first), last: latestOf(dates?.last, last) })
  }
  const addFile = (file: string): void => {
    if (status.startsWith('R') && from === undefined) {
      from = file
      return
    }
    const name = renamed.get(file) ?? file
    if (from !== undefined) renamed.set(from, name)
    from = undefined
    // A file that only moved has not changed.
    add(name, at, status === 'R100' ? undefined : at)
    status = ''
  }
  return {
    write: (text: string): void => {
      const fields = (rest + text).split('\0')
      rest = fields.pop() as string
      for (const field of fields) {
        const commit = /^\n?commit (\d+)/.exec(field)
        if (status !== '') addFile(field.normalize('NFC'))
        else if (commit) {
          at = Number(commit[1]) * 1000
          oldest = Math.min(oldest, at)
        } else status = field.trim()
      }
    },
    files: (): GitDates['files'] => {
      for (const [name, { first, last }] of known) add(renamed.get(name) ?? name, first, last)
      return new Map([...found].map(([name, { first, last }]) => [name, { first, last: last ?? first }]))
    },
    oldest: () => (Number.isFinite(oldest) ? oldest : undefined),
  }
}

function latestOf(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)
}

/** Runs git and resolves with its output, unless `write` takes it in parts. */
function run(folder: string, command: readonly string[], write?: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    // `-C`, not `cwd`: a folder that does not answer must not block this process.
    const git = spawn('git', [...OPTIONS, '-C', folder, ...command], { stdio: ['ignore', 'pipe', 'pipe'] })
    const settle = (error?: Error): void => {
      clearTimeout(timer)
      if (error) reject(error)
      else resolve(output)
    }
    // A process that hangs in the kernel does not end.
    const timer = setTimeout(() => {
      git.kill('SIGKILL')
      git.unref()
      settle(new Error(`git does not answer in ${TIMEOUT_MS / 1000} s`))
    }, TIMEOUT_MS)
    let output = ''
    let problem = ''
    git.stdout.setEncoding('utf8').on('data', (text: string) => {
      timer.refresh()
      if (write) write(text)
      else output += text
    })
    git.stderr.setEncoding('utf8').on('data', (text: string) => {
      problem = (problem + text).slice(0, 500)
    })
    git.on('error', (error: NodeJS.ErrnoException) =>
      settle(new Error(error.code === 'ENOENT' ? 'git is not installed' : error.message)),
    )
    git.on('close', (code) =>
      settle(code === 0 ? undefined : new Error(problem.trim().split('\n', 1)[0] || `git ended with ${code}`)),
    )
  })
}
