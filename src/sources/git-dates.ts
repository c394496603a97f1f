import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Instant } from '../domain/article.ts'

/** The dates of a file's first and last commit. */
export type CommitDates = { readonly first: Instant; readonly last: Instant }

export type GitDates = {
  /** By the path below the folder, in NFC. */
  readonly files: ReadonlyMap<string, CommitDates>
  /** The date of the oldest commit, if the clone is shallow: older files have this date. */
  readonly shallowSince: Instant | undefined
}

const TIMEOUT_MS = 300_000

/** No signature is verified, because that would run the program that the repository's configuration names. */
const OPTIONS = ['--no-pager', '--no-optional-locks', '-c', 'log.showSignature=false', '-c', 'core.fsmonitor=false']

const LOG = ['log', '--format=commit %at', '--name-status', '-z', '--no-ext-diff', '--no-textconv']

/**
 * Reads the author dates of the commits of a folder's files. The first call reads the whole history, because commits
 * may have moved files into the folder; renamed files keep their dates. Later calls read the commits that are new.
 * @throws Error that says why git cannot read the history
 */
export function gitDates(folder: string): () => Promise<GitDates> {
  let state: string | undefined
  let dates: GitDates = { files: new Map(), shallowSince: undefined }
  return async () => {
    const newState = await text(run(folder, ['rev-parse', 'HEAD', '--is-shallow-repository', '--show-prefix']))
    if (newState === state) return dates
    const [head] = state?.split('\n') ?? []
    const [newHead = '', isShallow, prefix = ''] = newState.split('\n')
    // In a partial clone, git would fetch each text that it compares.
    const isPartial = await succeeds(folder, ['config', '--get-regexp', String.raw`^remote\..*\.promisor$`])
    const read = async (range: string, known: GitDates['files']): Promise<CommitLog> => {
      const log = createLog(prefix, known)
      for await (const part of run(folder, [...LOG, isPartial ? '-M100%' : '-M', range])) log.write(part)
      return log
    }
    // After a rebase or a deeper fetch, the commits between the two are not all that changed.
    const isNewer =
      head !== undefined &&
      dates.shallowSince === undefined &&
      (await succeeds(folder, ['merge-base', '--is-ancestor', head, newHead]))
    const newCommits = isNewer ? await read(`${head}..${newHead}`, dates.files) : undefined
    // The file of before may lie outside the folder.
    const log = newCommits && !newCommits.hasRenames() ? newCommits : await read(newHead, new Map())
    dates = { files: log.files(), shallowSince: isShallow === 'true' ? log.oldest() : undefined }
    state = newState
    return dates
  }
}

type CommitLog = ReturnType<typeof createLog>

/**
 * Collects the dates of files whose paths begin with `prefix` from the output of `git log`, newest commit first.
 * `known` has the dates of earlier commits.
 */
function createLog(prefix: string, known: GitDates['files']) {
  /** `last` is 0 as long as the file only moved. */
  const dateByPath = new Map<string, CommitDates>(known)
  /** The paths that files have today, by the paths that commits renamed. */
  const renamed = new Map<string, string>()
  let oldest = Number.POSITIVE_INFINITY
  let at: Instant = 0
  let status = ''
  let from: string | undefined
  let rest = ''
  const addFile = (written: string): void => {
    if (status.startsWith('R') && from === undefined) {
      from = written
      return
    }
    const file = renamed.get(written) ?? written
    if (file.startsWith(prefix)) {
      const name = file.slice(prefix.length)
      const { first = at, last = 0 } = dateByPath.get(name) ?? {}
      dateByPath.set(name, { first: Math.min(first, at), last: status === 'R100' ? last : Math.max(last, at) })
      if (from !== undefined) renamed.set(from, file)
    } else if (from !== undefined) renamed.delete(from)
    from = undefined
    status = ''
  }
  return {
    write: (part: string): void => {
      const fields = (rest + part).split('\0')
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
    files: () => new Map([...dateByPath].map(([name, { first, last }]) => [name, { first, last: last || first }])),
    hasRenames: () => renamed.size > 0,
    oldest: () => (Number.isFinite(oldest) ? oldest : undefined),
  }
}

/** The output of git, in parts. @throws Error with the message of git */
async function* run(folder: string, command: readonly string[]): AsyncGenerator<string> {
  // `-C`, not `cwd`: a folder that does not answer must not block this process.
  const git = spawn('git', [...OPTIONS, '-C', folder, ...command], {
    ...{ stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS, killSignal: 'SIGKILL' },
  })
  const closed = once(git, 'close').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error('git is not installed') : error
  })
  // Awaited below, after the output.
  closed.catch(() => undefined)
  const problem = text(git.stderr)
  yield* git.stdout.setEncoding('utf8')
  const [code] = await closed
  if (code !== 0) throw new Error((await problem).trim().split('\n', 1)[0] || `git ended with ${code}`)
}

async function succeeds(folder: string, command: readonly string[]): Promise<boolean> {
  return text(run(folder, command)).then(
    () => true,
    () => false,
  )
}
