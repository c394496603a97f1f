import type { FetchedSource } from '../domain/sources.ts'
import type { Connector } from './connector.ts'

/** The connector of a source, by its kind. Paths are relative to the newsroom's folder. */
export async function connectorOf(source: FetchedSource, dataFolder: string): Promise<Connector> {
  // Imported late: each needs other libraries, and most newsrooms none of them.
  switch (source.type) {
    case 'feed':
      return (await import('./feed/connector.ts')).feedConnector(source)
    case 'ndjson':
      return (await import('./ndjson.ts')).ndjsonConnector(source, dataFolder)
    case 'sql':
      return (await import('./sql.ts')).sqlConnector(source, dataFolder)
    case 'http':
      return (await import('./http.ts')).httpConnector(source)
  }
}
