import type { FetchedSource } from '../domain/sources.ts'
import type { Connector } from './connector.ts'
import { httpConnector } from './http.ts'

/** The connector of a source, by its kind. */
export function connectorOf(source: FetchedSource): Connector {
  switch (source.type) {
    case 'http':
      return httpConnector(source)
  }
}
