import type { Resolution } from '../documents/document.ts'
import { siteDocuments } from '../documents/static-documents.ts'
import type { Language } from '../domain/language.ts'
import type { Site } from '../domain/site.ts'
import type { Documents } from '../editions/feed-bodies.ts'
import { type Html, html } from '../feeds/markup.ts'
import { cacheControlFor } from '../http/header-fields.ts'
import type { Catalog } from '../i18n/catalog.ts'
import { page } from '../pages/layout.ts'
import { masthead } from '../pages/masthead.ts'
import { pageFields } from '../pages/security.ts'
import { BUILDER_STYLE } from '../pages/style.ts'
import { openApiDocument } from './document.ts'
import { FIELDS, OPERATIONS, type Operation } from './operations.ts'

export type ReferenceParts = {
  readonly site: Site
  readonly catalog: () => Catalog
  readonly documents: Documents
}

/** `/api/openapi.json`, and the same for people at `/api/`. */
export function referenceDocuments({ site, catalog, documents }: ReferenceParts): ReadonlyMap<string, Resolution> {
  const documentOf = siteDocuments(site, documents.encode)
  const facts = { kind: 'api', cacheControl: cacheControlFor(3600, 'public') } as const
  const forPeople = { mediaType: 'text/html; charset=utf-8', languages: [ENGLISH], fields: pageFields(site) }
  const json = `${JSON.stringify(openApiDocument(site), null, 2)}\n`
  return new Map<string, Resolution>([
    ['/api', { kind: 'moved', to: '/api/', token: null }],
    ['/api/openapi.json', documentOf(json, { ...facts, mediaType: 'application/json; charset=utf-8' })],
    ['/api/', documentOf(apiPage(site, catalog()), { ...facts, ...forPeople })],
  ])
}

/** The texts of the document are in English. */
const ENGLISH = 'en' as Language

function apiPage(site: Site, catalog: Catalog): string {
  return page({
    ...{ site, catalog, language: ENGLISH, title: 'API', style: BUILDER_STYLE },
    masthead: masthead({ site, catalog }, ENGLISH, {}),
    body: html`<h1>API</h1>
<p class="lead">Push articles, and announce changes. The same for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1), <a href="/schemas/article.json">the schema of articles</a>.</p>
<p>Send a token of <code>site.yaml</code> as a bearer token. Errors are <code>application/problem+json</code> (RFC 9457).</p>
${OPERATIONS.map((operation) => operationSection(site, operation))}`,
  })
}

function operationSection({ feedUrl }: Site, operation: Operation): Html {
  const { id, method, path, summary, scope, fields, answers } = operation
  return html`<section id="${id}"><h2>${summary}</h2>
<p><code>${method.toUpperCase()} ${path}</code>${scope && html` · scope <code>${scope}</code>`}</p>
<pre role="group" tabindex="0" aria-label="${summary}">${exampleOf(feedUrl, operation)}</pre>
<dl class="archive">${fields.map((name) => html`<dt><code>${name}</code></dt><dd>${withCode(FIELDS[name])}</dd>`)}
${Object.entries(answers).map(([status, meaning]) => html`<dt>${status}</dt><dd>${withCode(meaning)}</dd>`)}</dl>
</section>
`
}

/** Texts of the document are in CommonMark. */
function withCode(text: string): Html[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

const VARIANT = { title: 'The bridge is open', content: '<p>Trams cross the river again.</p>', url: '/en/news/bridge/' }
const ARTICLE = { published: '2026-02-21T08:35:00+02:00', section: 'city', variants: { en: VARIANT } }
const BODIES = { Article: ARTICLE, Variant: VARIANT, Articles: { id: 'bridge', ...ARTICLE } } as const

function exampleOf(feedUrl: string, { method, path, scope, body }: Operation): string {
  const example = body && BODIES[body as keyof typeof BODIES]
  const address = feedUrl + path.replace('{id}', 'bridge').replace('{lang}', 'en').replace('{source}', 'cms')
  return [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} '${address}'`,
    ...(scope === null ? [] : [`-H "Authorization: Bearer $TOKEN"`]),
    ...(example
      ? [
          `-H 'Content-Type: application/${body === 'Articles' ? 'x-ndjson' : 'json'}'`,
          `--data-binary '${JSON.stringify(example)}'`,
        ]
      : []),
  ].join(' \\\n  ')
}
