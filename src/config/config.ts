import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Quarantined, withSeverity } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import type { Headlines, Site } from '../domain/site.ts'
import { type Environment, originOf, readEnvironment } from './environment.ts'
import { readSite, rereadSite, type SiteFile } from './site-file.ts'

/** The settings that may change while the process runs. */
export type Settings = {
  readonly site: Site
  /** The blocks of headlines. */
  readonly headlines: Headlines
  /** Why a change of site.yaml has no effect. */
  readonly problems: readonly Quarantined[]
  /** The newsroom's folder of pictures and recordings, served under `/media/`; `null` if there is none. */
  readonly media: string | null
}

/** The settings of a process at its start. */
export type Config = Environment &
  Settings & {
    /** The program's locales, `POLYFEED_LOCALES`, the newsroom's. Texts in later folders replace earlier ones. */
    readonly localeFolders: readonly string[]
    /** Reads site.yaml again if it has changed; returns the settings of the last call if not. */
    readonly reread: () => Settings
  }

const BUILT_IN_LOCALES = fileURLToPath(new URL('../../locales', import.meta.url))

/** @throws AppError `config_invalid`: one sentence that names the variable, or the file and the key. */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const environment = readEnvironment(variables)
  const { data, locales, baseUrl, host, port } = environment
  const addresses = { baseUrl, origin: originOf(host, port) }
  if (locales && !existsSync(locales)) {
    throw new AppError('config_invalid', `POLYFEED_LOCALES names ${locales}, which does not exist`)
  }
  let file = readSite(data, addresses)
  const { authority } = file.site
  const settingsOf = (problems: readonly Quarantined[]): Settings => {
    const media = path.resolve(data, 'media')
    const { site, headlines } = file
    return Object.freeze({ site, headlines, problems, media: existsSync(media) ? media : null })
  }
  let settings = settingsOf([])
  let stamp = stampOf(file)
  const reread = (): Settings => {
    if (stampOf(file) === stamp) return settings
    const next = rereadSite(data, addresses)
    if ('reason' in next) settings = settingsOf([next])
    else {
      file = { ...next, site: { ...next.site, authority } }
      settings = settingsOf(next.site.authority === authority ? [] : [RESTART_NEEDED])
    }
    stamp = stampOf(file)
    return settings
  }
  const localeFolders = [BUILT_IN_LOCALES, ...(locales ? [locales] : []), path.join(data, 'locales')]
  return Object.freeze({ ...environment, ...settings, localeFolders, reread })
}

/** A typing mistake would make every article new for every reader. */
const RESTART_NEEDED = withSeverity({
  file: 'site.yaml',
  place: 'authority',
  reason: 'restart_needed',
  message: 'The new authority takes effect at the next start, because it changes the id of every article.',
})

function stampOf({ files }: Pick<SiteFile, 'files'>): string {
  const stats = files.map((file) => statSync(file, { throwIfNoEntry: false }))
  return stats.map((stat) => `${stat?.mtimeMs} ${stat?.size}`).join()
}
