import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Quarantined } from '../domain/article.ts'
import { AppError } from '../domain/errors.ts'
import { canonicalLanguage, languageAdvice } from '../domain/language.ts'
import type { Headlines, Site } from '../domain/site.ts'
import { type Key, KeyError } from './key-error.ts'
import { type Addresses, siteOf } from './site.ts'
import { siteSchema } from './site-schema.ts'
import { documentOf, FileError, parseYaml, valuesOf } from './yaml-file.ts'

/** The settings of `site.yaml`, and the files that were read for them. */
export type SiteFile = { readonly site: Site; readonly headlines: Headlines; readonly files: readonly string[] }

/** @throws AppError `config_invalid`: one sentence that names the file, the line and the key. */
export function readSite(folder: string, addresses: Addresses): SiteFile {
  return parseSite(folder, addresses, ({ message, isMissing }) => {
    const hint = isMissing ? `; to create a newsroom, run \`npx polyfeed init ${folder}\`` : ''
    throw new AppError('config_invalid', `${path.join(folder, 'site.yaml')}: ${message}${hint}`)
  })
}

/** The same while the server runs: an invalid file is a problem. */
export function rereadSite(folder: string, addresses: Addresses): SiteFile | Quarantined {
  return parseSite(folder, addresses, ({ message, place }) => ({
    ...{ file: 'site.yaml', place, reason: 'config_invalid' },
    message: `site.yaml cannot be read: ${message}. The last valid settings stay in use.`,
  }))
}

function parseSite<T>(folder: string, addresses: Addresses, onError: (error: FileError) => T): SiteFile | T {
  const files = [path.join(folder, 'site.yaml')]
  const text = (name: string, key: Key): string => {
    files.push(path.resolve(folder, name))
    try {
      return readFileSync(path.resolve(folder, name), 'utf8').trimEnd()
    } catch (error) {
      throw new KeyError(key, `names ${name}, which cannot be read: ${(error as Error).message}`)
    }
  }
  const secret = (name: string, key: Key): string => {
    const value = text(name, key).trim()
    if (value.length < 16) throw new KeyError(key, `names ${name}, which has fewer than 16 characters`)
    return value
  }
  try {
    return parseYaml(siteYaml(folder), siteSchema, (written) => ({
      site: siteOf(written, addresses, { secret, text }),
      headlines: new Map(Object.entries(written.headlines)),
      files,
    }))
  } catch (error) {
    if (error instanceof FileError) return onError(error)
    throw error
  }
}

/** A line for each language of a valid `site.yaml` that feeds spell otherwise, or that is the code of a country. */
export function respelledLanguages(folder: string): string[] {
  const { document, lineOf } = documentOf(siteYaml(folder))
  const tags: unknown = (valuesOf(document) as Record<string, unknown>).languages
  return (Array.isArray(tags) ? tags : []).flatMap((tag, index) => {
    const canonical = canonicalLanguage(String(tag))
    const advice = languageAdvice(String(tag))
    if (canonical === undefined || (canonical === tag && advice === '')) return []
    const place = `line ${lineOf(['languages', index])}, languages[${index}]`
    return canonical === tag
      ? `site.yaml: ${place}: "${tag}" is the code of a country.${advice}`
      : `site.yaml: ${place}: "${tag}" is "${canonical}" in feeds and addresses, its canonical form (BCP 47).`
  })
}

/** @throws FileError */
function siteYaml(folder: string): string {
  try {
    return readFileSync(path.join(folder, 'site.yaml'), 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new FileError(isMissing ? 'the file does not exist' : (error as Error).message, '', isMissing)
  }
}
