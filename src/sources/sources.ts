import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Site, SourceSettings } from '../domain/site.ts'
import { jsonSource } from './json.ts'
import { markdownSource } from './markdown.ts'
import type { Source } from './record.ts'

/** The sources in the order of `site.yaml`. */
export function sourcesOf(site: Site, dataFolder: string): Source[] {
  return site.sources.map((settings) => openSource(settings, site, dataFolder))
}

function openSource(settings: SourceSettings, site: Site, dataFolder: string): Source {
  switch (settings.type) {
    case 'json':
      return jsonSource(dataFolder, settings)
    case 'markdown':
      return markdownSource(dataFolder, settings, site)
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
