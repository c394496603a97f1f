import { BROWSER_REQUESTS } from './browser-headers.ts'

/** The fields of a feed request, recorded on a loopback server, without `Host` and `Connection`. */
export type Asking = {
  readonly name: string
  /** Name and version. */
  readonly program: string
  /** `person`: a browser shows the response to a person in a tab. */
  readonly who: 'person' | 'reader'
  /** True if the fields are those of the other kind: a reader then gets the page, or a person gets the feed. */
  readonly mistaken?: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The conditional fields of the next request. Their values come from the previous response. */
  readonly again?: readonly ('If-None-Match' | 'If-Modified-Since' | 'A-IM')[]
}

const FEEDPARSER = {
  'User-Agent': 'feedparser/6.0.10 +https://github.com/kurtmckee/feedparser/',
  'Accept-Encoding': 'gzip, deflate',
  Accept:
    'application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1',
  'A-Im': 'feed',
}
const BOTH = ['If-None-Match', 'If-Modified-Since'] as const

/** Feed readers. None sends `Sec-Fetch-Dest`, and only Node's `fetch` sends another `Sec-Fetch-` field. */
const PROGRAMS: readonly Omit<Asking, 'who'>[] = [
  {
    ...{ name: 'newsboat', program: 'newsboat 2.21', again: [...BOTH, 'A-IM'] },
    headers: {
      'User-Agent': 'newsboat/2.21.0 (Linux x86_64)',
      Accept: '*/*',
      'Accept-Encoding': 'gzip, deflate',
    },
  },
  {
    ...{ name: 'curl', program: 'curl 7.88.1' },
    headers: { 'User-Agent': 'curl/7.88.1', Accept: '*/*' },
  },
  {
    ...{ name: 'curl --compressed --etag-compare -z', program: 'curl 7.88.1', again: BOTH },
    headers: { 'User-Agent': 'curl/7.88.1', Accept: '*/*', 'Accept-Encoding': 'deflate, gzip, br, zstd' },
  },
  { name: 'feedparser.parse(…)', program: 'Python feedparser 6.0.10', again: BOTH, headers: FEEDPARSER },
  { name: 'r2e run', program: 'rss2email 3.13.1', again: BOTH, headers: FEEDPARSER },
  { name: 'sfeed_update', program: 'sfeed 1.7', headers: { Accept: '*/*' } },
  {
    // rsstail first sends a HEAD request without User-Agent.
    ...{ name: 'rsstail', program: 'rsstail 1.8' },
    headers: {
      'User-Agent': 'rsstail 1.8, (C) 2006-2010 by folkert@vanheusden.com',
      Accept: '*/*',
      'Accept-Encoding': 'gzip, deflate',
    },
  },
  {
    ...{ name: 'XML::Feed->parse(URI->new(…))', program: 'libxml-feed-perl 0.63' },
    headers: { TE: 'deflate,gzip;q=0.3', 'Accept-Encoding': 'gzip', 'User-Agent': 'XML::Feed/0.63' },
  },
  {
    ...{ name: 'wget -N', program: 'Wget 1.21.3', again: ['If-Modified-Since'] },
    headers: { 'User-Agent': 'Wget/1.21.3', Accept: '*/*', 'Accept-Encoding': 'identity' },
  },
  {
    ...{ name: 'wget --compression=auto', program: 'Wget 1.21.3' },
    headers: { 'User-Agent': 'Wget/1.21.3', Accept: '*/*', 'Accept-Encoding': 'gzip' },
  },
  {
    ...{ name: 'urllib.request.urlopen(…)', program: 'Python 3.11' },
    headers: { 'Accept-Encoding': 'identity', 'User-Agent': 'Python-urllib/3.11' },
  },
  {
    // Node 20 and 24 send the same fields.
    ...{ name: 'fetch(…)', program: 'Node 24.21.0' },
    headers: {
      accept: '*/*',
      'accept-language': '*',
      'sec-fetch-mode': 'cors',
      'user-agent': 'node',
      'accept-encoding': 'gzip, deflate',
    },
  },
  {
    ...{ name: 'Liferea', program: 'Liferea 1.14.4' },
    headers: {
      Accept: 'application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7',
      'Accept-Encoding': 'gzip, deflate',
      'User-Agent': 'Liferea/1.14.4 (Android 12; Mobile; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)',
    },
  },
  {
    // Thunderbird uses a browser engine, but sends no `Sec-Fetch-` fields.
    ...{ name: 'Thunderbird', program: 'Thunderbird 153.7.0', again: ['If-Modified-Since'] },
    headers: {
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0',
      Accept:
        'application/atom+xml,application/rss+xml;q=0.9,application/rdf+xml;q=0.8,application/xml;q=0.7,text/xml;q=0.7,*/*;q=0.1',
      'Accept-Language': 'en-US,en;q=0.9',
      'Accept-Encoding': 'gzip, deflate, br, zstd',
      Pragma: 'no-cache',
      'Cache-Control': 'no-cache',
    },
  },
  {
    ...{ name: 'APIRequestContext.get(…)', program: 'playwright-core 1.65.1' },
    headers: { accept: '*/*', 'accept-encoding': 'gzip,deflate,br' },
  },
]

export const ASKINGS: readonly Asking[] = [
  ...PROGRAMS.map((program) => ({ ...program, who: 'reader' as const })),
  ...BROWSER_REQUESTS,
]

export const READERS = ASKINGS.filter(({ who, mistaken }) => who === 'reader' && !mistaken)
export const PEOPLE = ASKINGS.filter(({ who, mistaken }) => who === 'person' && !mistaken)
export const MISTAKEN = ASKINGS.filter(({ mistaken }) => mistaken)
