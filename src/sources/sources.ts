import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Site, SourceSettings } from '../domain/site.ts'
import { jsonSource } from './json.ts'
import { markdownSource } from './markdown.ts'
import type { Source } from './record.ts'

/** The sources that `site.yaml` names, in its order. */
export function sourcesOf(site: Site, dataFolder: string): Source[] {
  return site.sources.map((settings) => open(settings, site, dataFolder))
}

function open(settings: SourceSettings, site: Site, dataFolder: string): Source {
  switch (settings.type) {
    case 'json':
      return jsonSource(dataFolder, settings)
    case 'markdown':
      return markdownSource(dataFolder, settings, site)
  }
}

/**
 * Reads what the server itself reads of the newsroom's folder at a refresh, and tells nothing of it: a mount that does not
 * answer holds up the process that calls this, and not the server.
 */
export function probe(dataFolder: string): void {
  for (const look of [() => readFileSync(path.join(dataFolder, 'site.yaml')), () => localesIn(dataFolder)]) {
    try {
      look()
    } catch {
      // The server says what is wrong with them.
    }
  }
}

function localesIn(dataFolder: string): void {
  readdirSync(path.join(dataFolder, 'locales'), { recursive: true })
}
