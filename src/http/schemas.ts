import type { Site } from '../domain/site.ts'
import { SITE_KEY } from '../domain/surrogate-key.ts'
import { articleJsonSchema } from '../intake/json-schema.ts'
import type { Encode } from '../publishing/encodings.ts'
import { madeDocument, type Resolution } from './document.ts'
import { cacheControlFor, INERT, keysField, OPEN_TO_ALL } from './fields.ts'

const SCHEMA_TYPE = 'application/schema+json; charset=utf-8'

/** `/schemas/article.json`: what `$schema` in an article may point to. The same as long as the program is. */
export function schemaDocuments(site: Pick<Site, 'cdn'>, encode?: Encode): ReadonlyMap<string, Resolution> {
  const facts = {
    mediaType: SCHEMA_TYPE,
    languages: [],
    lastModified: null,
    cacheControl: cacheControlFor(86_400, 'public'),
    vary: 'Accept-Encoding',
    fields: [...OPEN_TO_ALL, ...INERT],
    keys: keysField(site, { own: [SITE_KEY], articles: [] }),
  }
  const document = madeDocument(`${JSON.stringify(articleJsonSchema(), null, 2)}\n`, facts, encode)
  return new Map([['/schemas/article.json', { kind: 'document', document, token: null }]])
}
