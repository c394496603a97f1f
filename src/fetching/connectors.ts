import type { FetchedSource } from '../domain/sources.ts'
import type { Connector } from './connector.ts'
import { feedConnector } from './feed/connector.ts'
import { httpConnector } from './http.ts'
import { ndjsonConnector } from './ndjson.ts'
import { sqlConnector } from './sql.ts'

/** The connector of a source, by its kind. Paths are relative to the newsroom's folder. */
export function connectorOf(source: FetchedSource, dataFolder: string): Connector {
  switch (source.type) {
    case 'feed':
      return feedConnector(source)
    case 'ndjson':
      return ndjsonConnector(source, dataFolder)
    case 'sql':
      return sqlConnector(source, dataFolder)
    case 'http':
      return httpConnector(source)
  }
}
