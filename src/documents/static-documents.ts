import { scriptPath } from '../domain/embed-path.ts'
import type { Site } from '../domain/site.ts'
import { SITE_KEY } from '../domain/surrogate-key.ts'
import type { Encode } from '../editions/encodings.ts'
import { type Script, scripts } from '../embed/scripts.ts'
import { cacheControlFor, INERT, keysField, OPEN_TO_ALL } from '../http/header-fields.ts'
import { articleJsonSchema } from '../intake/json-schema.ts'
import { type Document, type Resolution, textDocument } from './document.ts'

/**
 * What is the same as long as the program is, by path: `/schemas/article.json`, which `$schema` in an article may point to,
 * and the scripts that other people's pages run, each version under an address of its own, where it stays as it is for good,
 * and the newest under one that stays the same.
 */
export function staticDocuments(site: Pick<Site, 'cdn'>, encode?: Encode): ReadonlyMap<string, Resolution> {
  const keys = keysField(site, { own: [SITE_KEY], articles: [] })
  const fixed = (text: string, facts: Pick<Document, 'kind' | 'mediaType' | 'cacheControl'>): Resolution => {
    const fields = [...OPEN_TO_ALL, ...INERT]
    const all = { ...facts, languages: [], lastModified: null, vary: 'Accept-Encoding', fields, keys }
    return { kind: 'document', document: textDocument(text, all, encode), token: null }
  }
  const script = ({ text }: Script, cacheControl: string): Resolution =>
    fixed(text, { kind: 'embed', mediaType: 'text/javascript; charset=utf-8', cacheControl })

  return new Map([
    [
      '/schemas/article.json',
      fixed(`${JSON.stringify(articleJsonSchema(), null, 2)}\n`, {
        mediaType: 'application/schema+json; charset=utf-8',
        cacheControl: cacheControlFor(86_400, 'public'),
      }),
    ],
    ...scripts().flatMap((one): [string, Resolution][] => [
      [scriptPath(one.name, one.version), script(one, cacheControlFor(0, 'immutable'))],
      ...(one.newest
        ? ([[scriptPath(one.name, null), script(one, cacheControlFor(3600, 'public'))]] as [string, Resolution][])
        : []),
    ]),
  ])
}
