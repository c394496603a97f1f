import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import type { Language } from '../domain/language.ts'
import type { HttpSource } from '../domain/sources.ts'
import { didYouMean } from '../intake/explain.ts'
import { fetchedSource } from './fetched-sources.ts'
import { type Key, KeyError, type SiteFiles } from './key-error.ts'
import { type http, presetSchema } from './site-keys/http-source.ts'
import { FileError, parseYaml } from './yaml-file.ts'

const PRESETS = path.join(import.meta.dirname, '../fetching/presets')

type Preset = z.output<typeof presetSchema>

/** @throws KeyError */
export function httpSource(
  written: z.output<typeof http>,
  key: Key,
  languages: readonly Language[],
  files: SiteFiles,
): HttpSource {
  const { url, authentication = {} } = written
  const preset = written.preset ? presetOf(written.preset, [...key, 'preset'], files) : {}
  const { requests = preset.requests, article = preset.article } = written
  if (!requests) throw new KeyError([...key, 'requests'], 'is missing, and so is a preset that has them')
  const values: Record<string, unknown> = { ...preset.values, ...written.values, url: url.replace(/\/+$/, '') }
  const filled = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
      if (['language', 'since', 'sinceSeconds'].includes(name)) return placeholder
      if (values[name] === undefined)
        throw new KeyError([...key, 'values'], `needs ${name}, which ${template} contains`)
      return String(values[name])
    })
  const filledAll = (query: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(query).map(([parameter, template]) => [parameter, filled(template)]))
  const { basic, bearer, header, query } = authentication
  const secretOf = (file: string, kind: string, name = 'file'): string =>
    files.secret(file, [...key, 'authentication', kind, name])
  const login = basic && `${basic.user}:${secretOf(basic.passwordFile, 'basic', 'passwordFile')}`
  const settings = {
    url,
    headers: {
      ...(login && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
      ...(bearer && { authorization: `Bearer ${secretOf(bearer.file, 'bearer')}` }),
      ...(header && { [header.name.toLowerCase()]: secretOf(header.file, 'header') }),
    },
    query: query ? { [query.name]: secretOf(query.file, 'query') } : {},
    requests: requests.map(({ authenticatedQuery, ...request }) => ({
      ...request,
      path: filled(request.path),
      query: filledAll({ ...request.query, ...(written.authentication && authenticatedQuery) }),
      since: request.since && filledAll(request.since),
    })),
    languages: languages.map(
      (language) => Object.entries(written.languages).find(([, site]) => site === language)?.[0] ?? language,
    ),
  }
  return fetchedSource({ ...written, article, values }, settings, key, files)
}

/** A preset with those that it extends. @throws KeyError */
function presetOf(name: string, key: Key, files: SiteFiles): Preset {
  const isFile = /[./]/.test(name)
  const presets = isFile ? [] : readdirSync(PRESETS).map((file) => path.basename(file, '.yaml'))
  if (!isFile && !presets.includes(name)) {
    const advice =
      didYouMean(name, presets) || `: it is not one of ${presets.join(', ')}, nor a file like ./my-cms.yaml`
    throw new KeyError(key, `names an unknown preset${advice}`)
  }
  const text = isFile ? files.text(name, key) : readFileSync(path.join(PRESETS, `${name}.yaml`), 'utf8')
  const { extends: base, ...own } = parsed(text, name, key)
  if (base && isFile && /[./]/.test(base)) throw new KeyError(key, `names ${name}, which may extend no file`)
  const inherited = base ? presetOf(base, key, files) : {}
  return { ...inherited, ...own, values: { ...inherited.values, ...own.values } }
}

function parsed(text: string, name: string, key: Key): Preset {
  try {
    return parseYaml(text, presetSchema, (preset) => preset)
  } catch (error) {
    throw error instanceof FileError ? new KeyError(key, `names ${name}: ${error.message}`) : error
  }
}
