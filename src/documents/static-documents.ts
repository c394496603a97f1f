import { scriptPath } from '../domain/embed-path.ts'
import type { Site } from '../domain/site.ts'
import { SITE_KEY } from '../domain/surrogate-key.ts'
import type { Encode } from '../editions/encodings.ts'
import { scripts } from '../embed/scripts.ts'
import { cacheControlFor, INERT, keysField, OPEN_TO_ALL } from '../http/header-fields.ts'
import { articleJsonSchema } from '../intake/json-schema.ts'
import { type Document, type Resolution, textDocument } from './document.ts'

/**
 * Documents that depend only on the program, by path: `/schemas/article.json`, for `$schema` in articles, and the embed
 * scripts. Each version of a script has an immutable URL; the newest version also has a URL without a version.
 */
export function staticDocuments(site: Pick<Site, 'cdn'>, encode?: Encode): ReadonlyMap<string, Resolution> {
  const resolutionOf = siteDocuments(site, encode)
  const documents = new Map<string, Resolution>()
  const schema = `${JSON.stringify(articleJsonSchema(), null, 2)}\n`
  const schemaType = 'application/schema+json; charset=utf-8'
  const schemaFacts = { mediaType: schemaType, cacheControl: cacheControlFor(86_400, 'public') }
  documents.set('/schemas/article.json', resolutionOf(schema, schemaFacts))
  for (const { name, version, text, isNewest } of scripts()) {
    const mediaType = `text/${scriptPath(name, null).endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`
    const facts = { kind: 'embed', mediaType } as const
    const immutable = resolutionOf(text, { ...facts, cacheControl: cacheControlFor(0, 'immutable') })
    documents.set(scriptPath(name, version), immutable)
    if (!isNewest) continue
    const newest = resolutionOf(text, { ...facts, cacheControl: cacheControlFor(3600, 'public') })
    documents.set(scriptPath(name, null), newest)
  }
  return documents
}

/** Makes documents that change with the settings and the program only. By default, they are open to scripts of all sites. */
export function siteDocuments(site: Pick<Site, 'cdn'>, encode?: Encode) {
  const surrogateKeyField = keysField(site, { own: [SITE_KEY], articles: [] })
  const shared = { lastModified: null, vary: 'Accept-Encoding', surrogateKeyField }
  const open = { languages: [], fields: [...OPEN_TO_ALL, ...INERT] }
  return (
    text: string,
    facts: Pick<Document, 'kind' | 'mediaType' | 'cacheControl'> & Partial<Pick<Document, 'languages' | 'fields'>>,
  ): Resolution => ({
    kind: 'document',
    document: textDocument(text, { ...open, ...facts, ...shared }, encode),
    token: null,
  })
}
