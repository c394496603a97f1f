import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Site } from '../domain/site.ts'
import type { SourceSettings } from '../domain/sources.ts'
import { createClaims, type Neighbours } from './claims.ts'
import { addressOfLink } from './file-links.ts'
import { jsonSource } from './json.ts'
import { markdownSource } from './markdown.ts'
import type { Source } from './record.ts'
import { recordSource } from './records.ts'

/** Addresses of articles that links name by their files. */
const URLS_MAX = 10_000

/** The sources in the order of `site.yaml`. */
export function sourcesOf(site: Site, dataFolder: string): Source[] {
  const claims = createClaims(site)
  const urls = new Map<string, string | undefined>()
  const urlOfFile = (file: string): string | undefined => {
    if (urls.size > URLS_MAX) urls.clear()
    if (!urls.has(file)) urls.set(file, sources[claims.ownerOf(file) ?? -1]?.urlOfFile?.(file))
    return urls.get(file)
  }
  const sources: Source[] = site.sources.map((settings, index) =>
    openSource(settings, site, dataFolder, {
      ...{ index, claims },
      addressOfLink: (link, place) => addressOfLink(link, place, urlOfFile),
    }),
  )
  return sources
}

function openSource(settings: SourceSettings, site: Site, dataFolder: string, neighbours: Neighbours): Source {
  switch (settings.type) {
    case 'json':
      return jsonSource(dataFolder, settings, neighbours)
    case 'markdown':
      return markdownSource(dataFolder, settings, site, neighbours)
    default:
      return recordSource(settings, site.languages, dataFolder)
  }
}

/**
 * Reads the files of the newsroom's folder that the server reads at a refresh. If their mount hangs, the calling
 * process hangs instead of the server.
 */
export function probe(dataFolder: string): void {
  const readSite = () => readFileSync(path.join(dataFolder, 'site.yaml'))
  const listLocales = () => readdirSync(path.join(dataFolder, 'locales'), { recursive: true })
  for (const read of [readSite, listLocales]) {
    try {
      read()
    } catch {
      // The server reports errors when it reads these files itself.
    }
  }
}
