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
      return markdownSource(dataFolder, settings, site.languages)
  }
}
