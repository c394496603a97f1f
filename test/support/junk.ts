/**
 * Returns a nonexistent address, a different one for each number: unknown languages (well formed or not), terms,
 * formats, combinations, partners, blocks and files; deep paths, `..`, invalid and overlong encodings, and long paths.
 * The addresses are for the newsroom of `workplace`.
 */
export function junk(number: number): string {
  const shape = SHAPES[number % SHAPES.length] as (name: string) => string
  return shape(`n${number.toString(36)}`)
}

const LONG = 'x'.repeat(7000)

const SHAPES: readonly ((name: string) => string)[] = [
  (name) => `/${name}`,
  (name) => `/${name}/rss.xml`,
  // Private-use tags are well formed for any name: RFC 5646 §2.1.
  (name) => `/en-x-${name}/rss.xml`,
  (name) => `/de-x-${name}-abcdefgh/tags/${LONG}/atom.xml`,
  (name) => `/uk,${name}/feed.json`,
  (name) => `/uk/${name}.xml`,
  (name) => `/uk/tags/${name}/rss.xml`,
  (name) => `/uk/tags/${name}/`,
  (name) => `/en/sections/${name}/atom.xml`,
  (name) => `/ru/authors/${name}/feed.json`,
  (name) => `/uk/headlines/${name}/rss.xml`,
  (name) => `/uk/tags/river+${name}/rss.xml`,
  (name) => `/uk/tags/${name}+!river/atom.xml`,
  (name) => `/partners/${name}/uk/rss.xml`,
  (name) => `/partners/msn/${name}/`,
  (name) => `/${name}/feeds.opml`,
  (name) => `/${name}/news-sitemap.xml`,
  (name) => `/uk/tags/%00${name}/rss.xml`,
  (name) => `/%2e%2e%2f%2e%2e%2f${name}`,
  (name) => `/uk/tags/%c0%ae%c0%ae/${name}`,
  (name) => `/uk/%ed%a0%80${name}/`,
  (name) => `/%zz/${name}`,
  (name) => `/media/${name}.png`,
  (name) => `/media/%2e%2e/${name}`,
  (name) => `/media/%00${name}`,
  (name) => `/schemas/${name}.json`,
  (name) => `/admin/${name}`,
  (name) => `/uk/${'deep/'.repeat(200)}${name}`,
  (name) => `/uk/tags/${LONG}${name}/rss.xml`,
  (name) => `/uk/tags/${LONG}${LONG}${name}/rss.xml`,
  (name) => `/uk/tags/${name}/rss.xml?${LONG}`,
]
