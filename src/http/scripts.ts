import { scriptPath } from '../domain/embed-path.ts'
import type { Site } from '../domain/site.ts'
import { SITE_KEY } from '../domain/surrogate-key.ts'
import { type Script, scripts } from '../embed/scripts.ts'
import type { ScriptTag, SnippetParts } from '../embed/snippets.ts'
import type { Encode } from '../publishing/encodings.ts'
import { madeDocument, type Resolution } from './document.ts'
import { cacheControlFor, INERT, keysField, OPEN_TO_ALL } from './fields.ts'

/**
 * The scripts that other people's pages run: each version under an address of its own, where it stays as it is for good, and
 * the newest under one that stays the same.
 */
export function scriptDocuments(site: Pick<Site, 'cdn'>, encode?: Encode): ReadonlyMap<string, Resolution> {
  const documentOf = ({ text }: Script, lasting: boolean): Resolution => {
    const facts = {
      kind: 'embed' as const,
      mediaType: 'text/javascript; charset=utf-8',
      languages: [],
      lastModified: null,
      cacheControl: lasting ? cacheControlFor(0, 'immutable') : cacheControlFor(3600, 'public'),
      vary: 'Accept-Encoding',
      fields: [...OPEN_TO_ALL, ...INERT],
      keys: keysField(site, { own: [SITE_KEY], articles: [] }),
    }
    return { kind: 'document', document: madeDocument(text, facts, encode), token: null }
  }
  return new Map(
    scripts().flatMap((script) => [
      [scriptPath(script.name, script.version), documentOf(script, true)] as const,
      ...(script.newest ? [[scriptPath(script.name, null), documentOf(script, false)] as const] : []),
    ]),
  )
}

/** The newest of them, as pages name them for good. */
export function scriptTags(): SnippetParts['scripts'] {
  const tag = (name: Script['name']): ScriptTag => {
    const newest = scripts().find((script) => script.name === name && script.newest) as Script
    return { path: scriptPath(name, newest.version), integrity: newest.integrity }
  }
  return { element: tag('polyfeed-headlines'), frames: tag('polyfeed-frames') }
}
