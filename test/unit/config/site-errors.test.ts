import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSite } from '../../../src/config/site-file.ts'
import { AppError } from '../../../src/domain/errors.ts'
import { folderWith } from '../../support/desk.ts'

const LINES = {
  title: 'title: Herald',
  baseUrl: 'baseUrl: https://herald.example',
  authority: 'authority: herald.example,2020',
  languages: 'languages: [uk, ru, en]',
}

const FEED = 'type: feed, name: old, url: "https://old.example/feed/"'

/** The error message for a `site.yaml`, without the name of the file. */
function refusal(text: string): string {
  const folder = folderWith({ 'site.yaml': text })
  try {
    readSite(folder, { origin: 'http://127.0.0.1:3000' })
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    const { code, message } = error as AppError
    expect(code).toBe('config_invalid')
    const file = `${path.join(folder, 'site.yaml')}: `
    expect(message.startsWith(file)).toBe(true)
    expect(message).not.toContain('\n')
    return message.slice(file.length)
  }
  throw new Error('the file was accepted')
}

describe('a required key', () => {
  test.each(Object.keys(LINES))('%s is named if it is missing', (key) => {
    expect(refusal(Object.values({ ...LINES, [key]: '# nothing' }).join('\n'))).toBe(`line 1: ${key} is missing`)
  })

  test.each([
    ['title', 'title:', 'title is empty'],
    ['title', 'title: ""', 'title is empty'],
    ['title', 'title: [7]', 'title is not a string or a mapping'],
    ['title', 'title: {english!: Herald}', 'title.english! is not a language tag (BCP 47, like uk, pt-BR or zh-Hant)'],
    ['title', 'title: {en: ""}', 'title.en is empty'],
    ['baseUrl', 'baseUrl: herald.example', 'baseUrl is not an absolute http or https URL'],
    ['baseUrl', 'baseUrl: ftp://herald.example', 'baseUrl is not an absolute http or https URL'],
    ['authority', 'authority: herald.example', /^authority is not a tag authority: .*RFC 4151/],
    ['authority', 'authority: "Herald.example,2020"', /^authority is not a tag authority/],
    ['authority', 'authority: "herald.example,20"', /^authority is not a tag authority/],
    ['languages', 'languages: []', 'languages is empty'],
    ['languages', 'languages: uk', 'languages is not a list'],
    ['languages', 'languages: [uk, junk]', /^languages\[1\] is not a language tag: "junk" \(BCP 47/],
    ['languages', 'languages: [{}]', 'languages[0] is not a string'],
  ])('%s, written as `%s`, is refused with its line', (key, line, sentence) => {
    const text = Object.values({ ...LINES, [key]: line }).join('\n')
    const [, number, rest] = /^line (\d+): (.*)$/.exec(refusal(text)) ?? []
    expect(Number(number)).toBe(Object.keys(LINES).indexOf(key) + 1)
    expect(rest).toMatch(sentence instanceof RegExp ? sentence : new RegExp(`^${RegExp.escape(sentence)}$`))
  })
})

describe('an optional key', () => {
  test.each([
    ['description: ""', 5, 'description is empty'],
    ['home: [7]', 5, 'home is not a string or a mapping'],
    ['feedUrl: /feeds', 5, 'feedUrl is not an absolute http or https URL'],
    ['timeZone: Kyiv', 5, 'timeZone is not a time zone of the IANA database (like Europe/Kyiv)'],
    ['fallback: {default: never}', 5, /^fallback\.default is not/],
    ['fallback: {de: [uk]}', 5, 'fallback.de is not one of the languages of this site'],
    ['fallback: {ru: [de]}', 5, 'fallback.ru names de, which is not one of the languages of this site'],
    ['fallback: {ru: [junk]}', 5, /^fallback\.ru\[0\] is not a language tag: "junk"/],
    ['schedule: often', 5, 'schedule is not a cron expression of five or six fields (like "*/5 * * * *")'],
    ['schedule: "60 * * * *"', 5, /^schedule is not a cron expression/],
    ['scheduleTimeZone: Mars/Olympus', 5, /^scheduleTimeZone is not a time zone/],
    ['feeds: {items: 0}', 5, 'feeds.items is less than 1'],
    ['feeds: {items: 1001}', 5, 'feeds.items is more than 1000'],
    ['feeds: {items: 1.5}', 5, 'feeds.items is not a whole number'],
    ['feeds:\n  content: none', 6, 'feeds.content is neither full nor summary'],
    ['feeds:\n  tags:\n    content: none', 7, 'feeds.tags.content is neither full nor summary'],
    ['sources: articles', 5, 'sources is not a list'],
    ['sources:\n  - {type: csv, path: x}', 6, /^sources\[0\]\.type .*\bjson\b.*\bmarkdown\b/],
    ['sources:\n  - {type: json}', 6, 'sources[0].path is missing'],
    ['sources:\n  - type: json\n    path: ""', 7, 'sources[0].path is empty'],
    ['sources:\n  - {type: markdown, path: x, layout: flat}', 6, 'sources[0].layout is neither suffix nor directory'],
    [
      'sources:\n  - {type: markdown, path: x, layout: directory}',
      6,
      /^sources\[0\]\.layout directory requires a pattern/,
    ],
    [
      'sources:\n  - type: markdown\n    path: x\n    pattern: "{slug}.md"',
      8,
      'sources[0].pattern does not contain {lang}, and the source has no language',
    ],
    [
      'sources:\n  - type: markdown\n    path: x\n    pattern: "{lang}/{slug}].md"',
      8,
      'sources[0].pattern has a bracket without its counterpart',
    ],
    [
      'sources:\n  - type: markdown\n    path: x\n    language: de',
      8,
      'sources[0].language is de, which is not one of the languages of this site',
    ],
    [
      'sources:\n  - type: markdown\n    path: x\n    pattern: "{lang}/{date}.md"',
      8,
      'sources[0].pattern contains neither {slug} nor {id}',
    ],
    ['sources: [{type: feed, name: old, url: /feed}]', 5, /^sources\[0\]\.url /],
    [
      'sources: [{type: feed, name: old, url: {de: "https://old.example/"}}]',
      5,
      'sources[0].url.de is not one of the languages of this site',
    ],
    [`sources: [{${FEED}, match: {by: guid}}]`, 5, 'sources[0].match.pattern is missing'],
    [`sources: [{${FEED}, match: {by: category}}]`, 5, 'sources[0].match.prefix is missing'],
    [`sources: [{${FEED}, match: {by: file}}]`, 5, 'sources[0].match.file is missing'],
    [
      `sources: [{${FEED}, match: {by: file, file: none.csv}}]`,
      5,
      /^sources\[0\]\.match\.file names none\.csv, which cannot be read/,
    ],
    ...['[', '(a)(b)', 'a'].map((pattern): [string, number, string] => [
      `sources: [{${FEED}, match: {by: guid, pattern: "${pattern}"}}]`,
      5,
      'sources[0].match.pattern is not a regular expression with one group',
    ]),
    ['sources: [{type: markdown, path: x, pattern: "{lang}/{slug}.{lang}.md"}]', 5, /^sources\[0\]\.pattern /],
    [
      'sources:\n  - {type: markdown, path: x, languages: {cn: junk}}',
      6,
      /^sources\[0\]\.languages\.cn is not a language tag: "junk"/,
    ],
    ['authors:\n  iryna: {}', 6, 'authors.iryna.name is missing'],
    ['authors:\n  iryna:\n    name: {x y: I}', 7, /^authors\.iryna\.name\.x y is not a language tag/],
    ['retired: {tags: usa}', 5, 'retired.tags is not a list'],
    ['moved: {tags: [usa]}', 5, 'moved.tags is not a mapping'],
    ['moved: {tags: {usa: ""}}', 5, 'moved.tags.usa is empty'],
    ['jitter: -1', 5, 'jitter is less than 0'],
    ['jitter: 301', 5, 'jitter is more than 300'],
    ['jitter: 1.5', 5, 'jitter is not a whole number'],
    ['proxies: loopback', 5, 'proxies is not a list'],
    [
      'proxies:\n  - loopback\n  - localhost',
      7,
      'proxies[1] is not a network (like 203.0.113.0/24 or 2001:db8::/32, or loopback, linklocal, uniquelocal)',
    ],
    ['proxies: [203.0.113.0/33]', 5, /^proxies\[0\] is not a network/],
    ['outbound: {allow: [10.0.0.0/8, ghost.internal]}', 5, /^outbound\.allow\[1\] is not a network \(like 203/],
    ['outbound: {allow: [0.0.0.0/0]}', 5, /^outbound\.allow\[0\] is not a network/],
    ['channel: {accent: red}', 5, /^channel\.accent is not a colour/],
    ['channel: {editor: {email: nobody}}', 5, 'channel.editor.email is not an e-mail address'],
    ['channel: {license: "mailto:a@b.example"}', 5, 'channel.license is not an address on the web'],
    ['channel: {rights: {english: "©"}}', 5, /^channel\.rights\.english is not a language tag/],
    ['hub: {own: yes please}', 5, 'hub.own is not a boolean'],
    ['hub: {external: [hub.example]}', 5, 'hub.external[0] is not an absolute http or https URL'],
    ['hub: {external: ["https://me:secret@hub.example/"]}', 5, /^hub\.external\[0\] has a user name/],
    ['hub: {external: ["https://hub.example/", "https://HUB.example"]}', 5, 'hub.external names a hub twice'],
    [
      `hub: {external: [${[...'abcdef'].map((name) => `"https://${name}.example/"`)}]}`,
      5,
      'hub.external has more than 5 hubs',
    ],
    ['hub: {external: ["http://127.0.0.1:3000/hub"]}', 5, /^hub\.external\[0\] is the own hub of this server/],
    ['hub: {allowCallbacks: [hub.example]}', 5, /^hub\.allowCallbacks\[0\] is not a network/],
    ['readers: {trusted: [feedly.com]}', 5, /^readers\.trusted\[0\] is not a network/],
    ['limits: 600', 5, 'limits is not a mapping'],
    ['limits: {downloads: -1}', 5, 'limits.downloads is less than 0'],
    ['limits: {downloads: 1.5}', 5, 'limits.downloads is not a whole number'],
    ['limits: {visits: -1}', 5, 'limits.visits is less than 0'],
    ['limits: {downloads: many}', 5, 'limits.downloads is not a number'],
    ['limits: {seconds: 0}', 5, 'limits.seconds is less than 1'],
    ['limits: {seconds: 86401}', 5, 'limits.seconds is more than 86400'],
    ['limits: {exempt: 10.0.0.1}', 5, 'limits.exempt is not a list'],
    ['limits:\n  exempt: ["0.0.0.0/0"]', 6, /^limits\.exempt\[0\] is not a network/],
  ])('written as `%s` is refused at line %i', (lines, line, sentence) => {
    const [, number, rest] = /^line (\d+): (.*)$/.exec(refusal([...Object.values(LINES), lines].join('\n'))) ?? []
    expect(rest).toMatch(sentence instanceof RegExp ? sentence : new RegExp(`^${RegExp.escape(sentence)}$`))
    expect(Number(number)).toBe(line)
  })

  test.each([
    ['home: "https://["', /^line 5: home /],
    ['home: "javascript:alert(1)"', /^line 5: home /],
    ['authors: {iryna: {name: I, url: "javascript:alert(1)"}}', /^line 5: authors\.iryna\.url /],
    ['authors: {iryna: {name: I, url: "https://["}}', /^line 5: authors\.iryna\.url /],
  ])('written as `%s`, which is not a web address, is refused with its key', (line, sentence) => {
    expect(refusal([...Object.values(LINES), line].join('\n'))).toMatch(sentence)
  })
})

describe('an unknown key', () => {
  test.each([
    ['titel: Herald', 'titel', 'title'],
    ['timezone: UTC', 'timezone', 'timeZone'],
    ['feeds: {itmes: 5}', 'feeds.itmes', 'items'],
    ['feeds: {tags: {contnet: full}}', 'feeds.tags.contnet', 'content'],
    ['sources: [{type: json, pth: x, path: x}]', 'sources[0].pth', 'path'],
    ['sources: [{type: markdown, path: x, patern: x}]', 'sources[0].patern', 'pattern'],
    ['authors: {iryna: {name: I, ulr: x}}', 'authors.iryna.ulr', 'url'],
    ['retired: {tag: []}', 'retired.tag', 'tags'],
    ['moved: {autors: {}}', 'moved.autors', 'authors'],
    ['proxys: []', 'proxys', 'proxies'],
    ['limits: {download: 5}', 'limits.download', 'downloads'],
  ])('written as `%s` is refused, and the most similar key is suggested', (line, key, suggestion) => {
    const text = [...Object.values(LINES), line].join('\n')
    expect(refusal(text)).toBe(`line 5: ${key} is not a known key (did you mean "${suggestion}"?)`)
  })

  test('is refused without a suggestion if no key is similar', () => {
    const text = [...Object.values(LINES), 'advertisements: many'].join('\n')
    expect(refusal(text)).toBe('line 5: advertisements is not a known key')
  })

  test('is located even if YAML reads it as a number', () => {
    expect(refusal([...Object.values(LINES), '2020: x'].join('\n'))).toBe('line 5: 2020 is not a known key')
  })

  test('is located at the key, not at the value', () => {
    const text = [...Object.values(LINES), 'authros:', '  iryna: {name: I}'].join('\n')
    expect(refusal(text)).toBe('line 5: authros is not a known key (did you mean "authors"?)')
  })
})

describe('a site.yaml without valid settings', () => {
  test('is named if it is missing, with the command to create it', () => {
    const folder = folderWith({})
    const file = path.join(folder, 'site.yaml')
    expect(() => readSite(folder, { origin: 'http://127.0.0.1:3000' })).toThrow(
      `${file}: the file does not exist; to create a newsroom, run \`npx polyfeed init ${folder}\``,
    )
  })

  test.each([
    ['', /^line 1: title is missing$/],
    ['- a\n- b', /^line 1: the file is not a mapping$/],
    ['just a text', /^line 1: the file is not a mapping$/],
    ['title: a\ntitle: b', /^line 2: /],
    ['title: Herald\nlanguages: [uk', /^line \d: /],
    ['title: !!js/function "function () {}"', /^line 1: /],
    ['title: a\n---\ntitle: b', /^line 2: /],
    ['title: *nobody', /^line 1: /],
  ])('%j is refused with a one-line message', (text, sentence) => {
    expect(refusal(text)).toMatch(sentence)
  })

  test('an alias bomb is refused with a one-line message', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [one, other] of ['ab', 'bc', 'cd', 'de']) {
      bomb.push(`${other}: &${other} [${Array(9).fill(`*${one}`).join(', ')}]`)
    }
    expect(refusal(bomb.join('\n'))).toMatch(/alias/i)
  })
})

describe('redirects', () => {
  test.each([
    ['/uk/rss.xml', '/en/rss.xml', 'is an address of this server already'],
    ['/uk', '/en/rss.xml', 'is an address of this server already'],
    ['/{lang}/tags/{tag}/', '/{lang}/rss.xml', 'is an address of this server already'],
    ['/{a}/rss.xml', '/en/rss.xml', 'is an address of this server already'],
    ['/{lang}/?feed=rss2', '/{lang}/rss.xml', 'is an address of this server already'],
    ['/', '/en/rss.xml', 'is an address of this server already'],
    ['/admin/feed', '/en/rss.xml', 'is an address of this server already'],
    ['/media/{tag}', '/en/rss.xml', 'is an address of this server already'],
    ['/uk/feeds.opml', '/en/rss.xml', 'is an address of this server already'],
    [
      '/old',
      'https://evil.example/rss.xml',
      'leads to https://evil.example/rss.xml, which is not a feed of this server',
    ],
    ['/old', '//evil.example/rss.xml', 'leads to //evil.example/rss.xml, which is not a feed of this server'],
    ['/old', '/{lang}/rss.xml', 'leads to an address with {lang}, which the old address does not contain'],
    ['/old', '/xx/rss.xml', 'leads to /xx/rss.xml, which is not a feed of this server'],
    ['/old', '/partners/wire/uk/rss.xml', 'leads to /partners/wire/uk/rss.xml, which is not a feed of this server'],
    ['/{defaultLanguage}/old', '/uk/rss.xml', 'contains {defaultLanguage}, which only a new address may contain'],
    ['/{tag}/{tag}', '/uk/tags/{tag}/rss.xml', 'contains a placeholder twice'],
    ['old', '/uk/rss.xml', 'is not a path that begins with one / (like /{lang}/tag/{tag}/feed/)'],
    ['/old?a-b={tag}', '/uk/tags/{tag}/rss.xml', 'is not a path that begins with one / (like /{lang}/tag/{tag}/feed/)'],
    ['/old', '/uk/tags/$x/rss.xml', 'leads to /uk/tags/$x/rss.xml, which is not a feed of this server'],
    ['//old', '/uk/rss.xml', 'is not a path that begins with one / (like /{lang}/tag/{tag}/feed/)'],
    ['/%ff', '/uk/rss.xml', 'is not a path that begins with one / (like /{lang}/tag/{tag}/feed/)'],
  ])('from %s to %s', (from, to, message) => {
    const lines = [...Object.values(LINES), `redirects: {paths: {${JSON.stringify(from)}: ${JSON.stringify(to)}}}`]
    expect(refusal(lines.join('\n'))).toContain(`line 5: redirects.paths.${from} ${message}`)
  })

  test('of an unknown system', () => {
    expect(refusal([...Object.values(LINES), 'redirects: {presets: [blogger]}'].join('\n'))).toBe(
      'line 5: redirects.presets[0] is not one of wordpress, ghost, hugo, jekyll, nikola',
    )
  })
})

describe('aliases', () => {
  test.each([
    ['aliases: {tags: {usa: [США], america: [США]}}', 'aliases.tags.america[0] is an alias of another term, too'],
    ['aliases: {tags: {usa: [США]}}\nmoved: {tags: {США: america}}', 'aliases.tags.usa[0] is in moved.tags, too'],
    ['aliases: {sections: {city: [🎉]}}', 'aliases.sections.city[0] has no letter or digit'],
    ['aliases: {authors: {jo: [kim], kim: [jo]}}', 'aliases.authors.kim leads back to itself'],
  ])('%s', (line, message) => {
    expect(refusal([...Object.values(LINES), line].join('\n'))).toBe(`line 5: ${message}`)
  })
})
