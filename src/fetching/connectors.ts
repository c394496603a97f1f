import type { FetchedSource } from '../domain/sources.ts'
import type { Connector } from './connector.ts'

/** The connector of a source, by its kind. */
export function connectorOf(source: FetchedSource): Connector {
  return source
}
