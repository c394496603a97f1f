import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import type { Headlines, Site } from '../domain/site.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { currentHeadlines, readSite } from './site-file.ts'

/** The settings of a process, frozen at its start. */
export type Config = Environment & {
  readonly site: Site
  /** The newsroom's folder of pictures and recordings, served under `/media/`; `null` if there is none. */
  readonly media: string | null
  /** The program's locales, `POLYFEED_LOCALES`, the newsroom's. Texts in later folders replace earlier ones. */
  readonly localeFolders: readonly string[]
  /** Returns the current blocks of headlines. */
  readonly headlines: () => { readonly blocks: Headlines; readonly problems: readonly Quarantined[] }
}

const BUILT_IN_LOCALES = fileURLToPath(new URL('../../locales', import.meta.url))

/** @throws AppError `config_invalid`: one sentence that names the variable, or the file and the key. */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const environment = readEnvironment(variables)
  if (environment.locales && !existsSync(environment.locales)) {
    throw new AppError('config_invalid', `POLYFEED_LOCALES names ${environment.locales}, which does not exist`)
  }
  const media = path.resolve(environment.data, 'media')
  return Object.freeze({
    ...environment,
    site: readSite(environment.data, environment.baseUrl),
    media: existsSync(media) ? media : null,
    headlines: currentHeadlines(environment.data),
    localeFolders: [
      BUILT_IN_LOCALES,
      ...(environment.locales ? [environment.locales] : []),
      path.join(environment.data, 'locales'),
    ],
  })
}
