import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const HAS_GIT = spawnSync('git', ['--version']).status === 0

/** A Git repository. Tests give the dates of commits. */
export function repositoryIn(folder: string) {
  const git = (args: readonly string[], at = '2020-01-01T00:00:00Z'): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      // Ignores the machine's settings, which may require signatures or run hooks.
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: '1',
        HOME: folder,
        GIT_AUTHOR_DATE: at,
        GIT_COMMITTER_DATE: at,
      },
      encoding: 'utf8',
    })
  git(['init', '--quiet', '--initial-branch=main'])
  return {
    git,
    write: (files: Readonly<Record<string, string | null>>): void => {
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(folder, file)
        mkdirSync(path.dirname(target), { recursive: true })
        if (text === null) rmSync(target)
        else writeFileSync(target, text)
      }
    },
    commit: (at: string): void => {
      git(['add', '--all'])
      git(['commit', '--quiet', '--allow-empty', '--message=x'], at)
    },
  }
}
