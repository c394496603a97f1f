import { articleJsonSchema } from '../intake/json-schema.ts'
import { madeDocument, type Resolution } from './document.ts'
import { cacheControlFor, INERT, OPEN_TO_ALL } from './fields.ts'

/** `/schemas/article.json`: what `$schema` in an article may point to. The same as long as the program is. */
export function schemaDocuments(): ReadonlyMap<string, Resolution> {
  const document = madeDocument(`${JSON.stringify(articleJsonSchema(), null, 2)}\n`, {
    mediaType: 'application/schema+json; charset=utf-8',
    languages: [],
    lastModified: null,
    cacheControl: cacheControlFor(86_400, 'public'),
    fields: [...OPEN_TO_ALL, ...INERT],
  })
  return new Map([['/schemas/article.json', { kind: 'document', document, token: null }]])
}
