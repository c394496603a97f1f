import type { Asking } from './reader-headers.ts'

const NAVIGATING =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7'
const SPECULATING = NAVIGATING.slice(0, NAVIGATING.indexOf(',application/signed-exchange'))
const PICTURE = 'image/jxl,image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'

const CHROMIUM = {
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'en-US,en;q=0.9',
}
const HINTS = {
  'sec-ch-ua': '"Not:A-Brand";v="8", "Chromium";v="156"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
}
const FIREFOX = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  'Accept-Language': 'en-US,en;q=0.9',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
}

/**
 * The client, the name of the request, `Sec-Fetch-Dest`, `-Mode` and `-Site` in this order, and further fields.
 * An exclamation mark means that the fields do not tell a person from a reader.
 */
type Row = readonly [who: Who, name: string, metadata: string, fields?: Readonly<Record<string, string>>]
type Who = Asking['who'] | `${Asking['who']}!`

const BY_HAND = { Accept: NAVIGATING, 'Upgrade-Insecure-Requests': '1', 'Sec-Fetch-User': '?1' }
const BY_SCRIPT = { Accept: NAVIGATING, 'Upgrade-Insecure-Requests': '1' }
const FETCHED = { Accept: '*/*' }
const AHEAD = { ...BY_SCRIPT, Accept: SPECULATING, 'Sec-Speculation-Tags': 'null' }

const CHROMIUM_ROWS: readonly Row[] = [
  // Secure Contexts §3.1: without TLS or the loopback, browsers send no `Sec-Fetch-` fields and no client hints.
  ['person!', 'an address typed, http: of another host', '', { ...BY_SCRIPT, 'Accept-Encoding': 'gzip, deflate' }],
  ['person', 'an address typed', 'document navigate none', BY_HAND],
  ['person', 'reload', 'document navigate none', { ...BY_HAND, 'Cache-Control': 'max-age=0' }],
  [
    'person',
    'reload past the cache',
    'document navigate none',
    { ...BY_HAND, Pragma: 'no-cache', 'Cache-Control': 'no-cache' },
  ],
  ['person', 'view-source:', 'document navigate none', BY_HAND],
  ['reader!', 'chromium --dump-dom, playwright', 'document navigate none', BY_HAND],
  ['person', 'a link, a form, window.open(…)', 'document navigate same-origin', BY_HAND],
  ['person', 'a link on a page of another port', 'document navigate same-site', BY_HAND],
  ['person', 'location = …', 'document navigate same-origin', BY_SCRIPT],
  ['person', 'speculation rules: prefetch', 'document navigate none', { ...AHEAD, 'Sec-Purpose': 'prefetch' }],
  [
    'person',
    'speculation rules: prerender',
    'document navigate none',
    { ...AHEAD, 'Sec-Purpose': 'prefetch;prerender' },
  ],
  ['person', 'chrome.tabs.create(…) of an extension', 'document navigate none', BY_SCRIPT],
  ['reader', '<iframe>, sandboxed or not', 'iframe navigate same-origin', BY_HAND],
  ['reader', '<frame>', 'frame navigate same-origin', BY_HAND],
  ['reader', '<embed>', 'embed navigate same-origin', BY_HAND],
  ['reader', '<object>', 'object navigate same-origin', BY_HAND],
  ['reader', '<img>', 'image no-cors same-origin', { Accept: PICTURE }],
  ['reader', '<link rel=prefetch>', 'empty no-cors same-origin', { Accept: NAVIGATING, 'Sec-Purpose': 'prefetch' }],
  ['reader', '<link rel=preload as=fetch>', 'empty cors same-origin', FETCHED],
  ['reader', '<a download>, Alt and a click', 'empty navigate same-origin'],
  ['reader', 'fetch(…) of a page, XMLHttpRequest, a worker, a service worker', 'empty cors same-origin', FETCHED],
  ['reader', 'fetch(…) with conditions', 'empty cors same-origin', { ...FETCHED, 'Cache-Control': 'max-age=0' }],
  ['reader', 'fetch(…) of another origin', 'empty cors same-site', { ...FETCHED, Origin: 'http://127.0.0.1:8123' }],
  ['reader', 'fetch(…, { mode: "no-cors" })', 'empty no-cors same-site', FETCHED],
  ['person!', 'fetch(event.request) of a service worker: an address typed', 'empty navigate same-origin', BY_SCRIPT],
  ['reader', "fetch(…) of an extension's service worker, of its page", 'empty cors none', FETCHED],
  ['reader', 'chrome.downloads.download(…) of an extension', 'empty navigate cross-site'],
]

const GECKO = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const GECKO_SCRIPT = { Accept: GECKO, 'Upgrade-Insecure-Requests': '1' }

const FIREFOX_ROWS: readonly Row[] = [
  ['person', 'an address typed', 'document navigate none', { ...GECKO_SCRIPT, 'Sec-Fetch-User': '?1' }],
  ['person', 'location = …', 'document navigate same-origin', GECKO_SCRIPT],
  // Firefox handles a download as a navigation until the response arrives. It saves the page.
  ['reader!', '<a download>', 'document navigate same-origin', GECKO_SCRIPT],
  ['reader', '<iframe>', 'iframe navigate same-origin', GECKO_SCRIPT],
  ['reader', '<object>', 'object navigate same-origin', FETCHED],
  ['reader', '<embed>', 'embed navigate same-origin', FETCHED],
  ['reader', '<link rel=prefetch>', 'empty no-cors same-origin', { Accept: GECKO, 'Sec-Purpose': 'prefetch' }],
  ['reader', '<link rel=preload as=fetch>', 'empty cors same-origin', FETCHED],
  ['reader', 'fetch(…), XMLHttpRequest, a worker', 'empty cors same-origin', FETCHED],
  ['reader', 'fetch(…) with conditions', 'empty cors same-origin', { ...FETCHED, 'Cache-Control': 'no-cache' }],
  ['reader', 'fetch(…) of another origin', 'empty cors same-site', { ...FETCHED, Origin: 'http://127.0.0.1:8123' }],
]

function requestsOf(program: string, fields: Readonly<Record<string, string>>, rows: readonly Row[]): Asking[] {
  return rows.map(([who, name, metadata, own = {}]) => {
    const [dest = '', mode = '', site = ''] = metadata.split(' ')
    const told = { 'Sec-Fetch-Dest': dest, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Site': site }
    const headers = { ...fields, ...own, ...(metadata === '' ? {} : told) }
    return {
      ...{ name, program, again: ['If-None-Match', 'If-Modified-Since'] },
      who: who.startsWith('person') ? 'person' : 'reader',
      mistaken: who.endsWith('!'),
      // Chromium sends client hints with all requests that have `Sec-Fetch-` fields, except downloads.
      headers: fields === CHROMIUM && metadata !== '' && own.Accept !== undefined ? { ...headers, ...HINTS } : headers,
    }
  })
}

/** Recorded with Chromium `--headless=new`, which supports extensions, and Firefox `--headless`; both from Debian. */
export const BROWSER_REQUESTS: readonly Asking[] = [
  ...requestsOf('Chromium 156.0.8078.79', CHROMIUM, CHROMIUM_ROWS),
  ...requestsOf('Firefox 153.7.0esr', FIREFOX, FIREFOX_ROWS),
]
