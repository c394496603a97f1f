import { EMBED_FILES, OEMBED_PATH } from '../../src/domain/embed-path.ts'
import { FEED_FILES } from '../../src/domain/feed-path.ts'

/** An address that the server answers. `{feed}` stands for the folder of a feed. */
export type Url = {
  readonly pattern: string
  readonly meaning: string
  /** A path in the sample newsroom. */
  readonly example: string
  /** The status of a GET of the example. Default: 200. */
  readonly status?: number
}

const { rss, atom, json } = FEED_FILES

/** The folders of feeds. Each folder has documents in three formats, and is itself the address of the feed's page. */
export const FEED_FOLDERS: readonly Url[] = [
  { pattern: '/{lang}/', meaning: 'All articles of a language', example: '/uk/' },
  { pattern: '/{lang}/tags/{tag}/', meaning: 'Articles with a tag', example: '/uk/tags/river/' },
  { pattern: '/{lang}/sections/{section}/', meaning: 'Articles of a section', example: '/uk/sections/city/' },
  { pattern: '/{lang}/authors/{author}/', meaning: 'Articles of an author', example: '/uk/authors/iryna/' },
  {
    pattern: '/{lang}/corrections/',
    meaning: 'What was corrected or withdrawn. It exists from the first correction or withdrawal on',
    example: '/uk/corrections/',
  },
  {
    pattern: '/{lang}/headlines/{block}/',
    meaning: 'A block that the editors rank. It is complete: it has no archives',
    example: '/uk/headlines/top/',
  },
  {
    pattern: '/{lang}/tags/{tag}+{tag}/',
    meaning: 'Articles with all of the tags, four at most. Other orders redirect (301)',
    example: '/uk/tags/river+transport/',
  },
  {
    pattern: '/{lang}/tags/{tag}+!{tag}/',
    meaning: 'Articles with one tag and without another',
    example: '/uk/tags/river+!transport/',
  },
  {
    pattern: '/{lang}/tags/{tag},{tag}/',
    meaning: 'Articles with any of the tags, four at most',
    example: '/uk/tags/river,transport/',
  },
  {
    pattern: '/{lang},{lang}/',
    meaning:
      'Any of the folders above in several languages, four at most. Each article is shown in the first language that it has',
    example: '/uk,en/',
  },
  {
    pattern: '{feed}archive/{yyyy}-{mm}/',
    meaning: 'A month of any of the feeds above except headlines (RFC 5005)',
    example: '/uk/archive/2026-02/',
  },
  { pattern: '/partners/{name}/{lang}/', meaning: "A partner's feed", example: '/partners/msn/uk/' },
]

export const FEED_DOCUMENTS: readonly Url[] = [
  { pattern: '{feed}', meaning: "The feed's page, with the newest articles", example: '/uk/tags/river/' },
  { pattern: `{feed}${rss}`, meaning: 'RSS 2.0', example: `/uk/tags/river/${rss}` },
  { pattern: `{feed}${atom}`, meaning: 'Atom', example: `/uk/tags/river/${atom}` },
  { pattern: `{feed}${json}`, meaning: 'JSON Feed', example: `/uk/tags/river/${json}` },
]

export const PAGES_AND_LISTS: readonly Url[] = [
  { pattern: '/', meaning: "Redirects to the reader's language", example: '/', status: 302 },
  {
    pattern: '/{lang}/search?q={text}',
    meaning: 'Feeds and articles that have the text in their names and titles',
    example: '/en/search?q=river',
  },
  {
    pattern: '/{lang}/search?suggest={text}',
    meaning: 'The same as suggestions for the search field of a browser',
    example: '/en/search?suggest=river',
  },
  { pattern: '/feeds.opml', meaning: 'All feeds, to import into a reader', example: '/feeds.opml' },
  { pattern: '/.well-known/feeds', meaning: 'Redirects to `/feeds.opml`', example: '/.well-known/feeds', status: 301 },
  { pattern: '/{lang}/feeds.opml', meaning: 'All feeds of a language', example: '/en/feeds.opml' },
  {
    pattern: '/{lang}/news-sitemap.xml',
    meaning: 'Articles of the last two days, for Google News',
    example: '/en/news-sitemap.xml',
  },
  {
    pattern: '/partners/{name}/{lang}/news-sitemap.xml',
    meaning: "A partner's articles of the last two days",
    example: '/partners/google-news/uk/news-sitemap.xml',
  },
  { pattern: '/sitemap.xml', meaning: 'The sitemaps of all languages', example: '/sitemap.xml' },
  { pattern: '/robots.txt', meaning: 'Permits all pages, and names `/sitemap.xml`', example: '/robots.txt' },
  {
    pattern: '/{lang}/opensearch.xml',
    meaning: 'OpenSearch: lets a browser search the feeds and articles of a language',
    example: '/en/opensearch.xml',
  },
  {
    pattern: '/favicon.ico',
    meaning: 'Redirects to `channel.icon`, if it is set',
    example: '/favicon.ico',
    status: 302,
  },
  {
    pattern: '/.well-known/security.txt',
    meaning: 'The address of `channel.webmaster`, or of `channel.editor`, for reports of security (RFC 9116)',
    example: '/.well-known/security.txt',
  },
  { pattern: '/media/{file}', meaning: "A file of the newsroom's folder `media`", example: '/media/river.svg' },
  { pattern: '/schemas/article.json', meaning: 'The JSON Schema of articles', example: '/schemas/article.json' },
]

export const EMBEDS: readonly Url[] = [
  {
    pattern: '/{lang}/embed/',
    meaning: 'A page to choose headlines for another site, and to copy the code',
    example: '/en/embed/',
  },
  {
    pattern: `/embed{feed}${EMBED_FILES.headlines}`,
    meaning: 'Headlines as data',
    example: `/embed/en/tags/river/${EMBED_FILES.headlines}`,
  },
  {
    pattern: `/embed{feed}${EMBED_FILES.frame}`,
    meaning: 'Headlines in a frame',
    example: `/embed/ar/${EMBED_FILES.frame}?theme=dark`,
  },
  {
    pattern: `/embed{feed}${EMBED_FILES.fragment}`,
    meaning: 'Headlines as a piece of HTML',
    example: `/embed/en/${EMBED_FILES.fragment}?count=3&show=images,summaries`,
  },
  {
    pattern: '/embed/partners/{name}{feed}{file}',
    meaning: 'The same three with the `utm` parameters of a partner on their links',
    example: `/embed/partners/wire/en/tags/river/${EMBED_FILES.headlines}`,
  },
  {
    pattern: '/embed/polyfeed-headlines.js',
    meaning: "The newest version of the element's script",
    example: '/embed/polyfeed-headlines.js',
  },
  {
    pattern: '/embed/polyfeed-headlines-{version}.js',
    meaning: 'One version of it, which never changes',
    example: '/embed/polyfeed-headlines-1.1.0.js',
  },
  {
    pattern: '/embed/polyfeed-fragment.css',
    meaning: 'The newest version of the style sheet for fragments',
    example: '/embed/polyfeed-fragment.css',
  },
  {
    pattern: '/embed/polyfeed-fragment-{version}.css',
    meaning: 'One version of it, which never changes',
    example: '/embed/polyfeed-fragment-1.0.0.css',
  },
  {
    pattern: '/embed/polyfeed-frames.js',
    meaning: 'The script that makes frames as high as their content',
    example: '/embed/polyfeed-frames.js',
  },
  {
    pattern: '/embed/polyfeed-frames-{version}.js',
    meaning: 'One version of it, which never changes',
    example: '/embed/polyfeed-frames-1.0.0.js',
  },
  {
    pattern: `${OEMBED_PATH}?url={page}`,
    meaning: "oEmbed of a feed's page",
    example: `${OEMBED_PATH}?url=http://127.0.0.1:3000/en/tags/river/&maxheight=400`,
  },
]

export const OPERATORS_URLS: readonly Url[] = [
  { pattern: '/healthz', meaning: 'The process is alive. It asks neither the store nor the disk', example: '/healthz' },
  {
    pattern: '/readyz',
    meaning:
      "Whether the server has an edition to serve, the edition's age, the last refresh, missing sources, and the quarantine",
    example: '/readyz',
  },
  { pattern: '/metrics', meaning: '[Metrics](metrics.md) for Prometheus', example: '/metrics' },
  {
    pattern: '/admin/',
    meaning: "The operator's page; without a session, it redirects to the login. Only with `POLYFEED_ADMIN_TOKEN`",
    example: '/admin/',
    status: 303,
  },
  { pattern: '/admin/login', meaning: "The operator's login", example: '/admin/login' },
  {
    pattern: '/admin/refresh',
    meaning: 'Refreshes now (`POST` with the token as a bearer token)',
    example: '/admin/refresh',
    status: 401,
  },
]

export const API_URLS: readonly Url[] = [
  { pattern: '/api/', meaning: 'The requests of the API, with an example each', example: '/api/' },
  { pattern: '/api/openapi.json', meaning: 'The same as an OpenAPI 3.1 document', example: '/api/openapi.json' },
  {
    pattern: '/api/articles/{id}',
    meaning: 'A pushed article (`PUT`, `GET`, `DELETE` with a token)',
    example: '/api/articles/bridge',
    status: 401,
  },
  {
    pattern: '/api/articles/{id}/{lang}',
    meaning: 'One language of it',
    example: '/api/articles/bridge/en',
    status: 401,
  },
  {
    pattern: '/api/articles:batch',
    meaning: 'Many articles (`POST` with a token)',
    example: '/api/articles:batch',
    status: 405,
  },
  {
    pattern: '/hooks/{source}',
    meaning: 'Webhooks of a source (`POST`, signed)',
    example: '/hooks/cms',
    status: 405,
  },
  {
    pattern: '/hub',
    meaning: 'The [hub](../push.md) of the feeds: `POST` subscribes, `GET` says how',
    example: '/hub',
  },
]

export const URLS: readonly Url[] = [
  ...FEED_FOLDERS,
  ...FEED_DOCUMENTS,
  ...PAGES_AND_LISTS,
  ...EMBEDS,
  ...OPERATORS_URLS,
  ...API_URLS,
]
