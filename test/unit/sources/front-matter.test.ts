import { describe, expect, test } from 'vitest'
import { parseFrontMatter } from '../../../src/sources/front-matter.ts'
import { Unreadable } from '../../../src/sources/record.ts'

/** Reason and place of the refusal. */
function refusal(text: string): { reason: string; place: string; message: string } {
  try {
    parseFrontMatter(text)
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable)
    const { reason, place, message } = error as Unreadable
    expect(message).not.toContain('\n')
    return { reason, place, message }
  }
  throw new Error('the text was accepted')
}

describe('front matter is separated from the text', () => {
  test.each([
    ['---\ntitle: A\n---\nbody\n', 'body\n'],
    ['---\r\ntitle: A\r\n---\r\nbody\r\n', 'body\r\n'],
    ['---  \ntitle: A\n---  \nbody', 'body'],
    ['---\ntitle: A\n...\nbody', 'body'],
    ['---\ntitle: A\n---', ''],
    ['---\ntitle: A\n---\n---\nbody', '---\nbody'],
    ['--- # ours\ntitle: A\n---\nbody', 'body'],
  ])('%j', (text, body) => {
    expect(parseFrontMatter(text)).toMatchObject({ values: { title: 'A' }, body })
  })

  test('a line of dashes inside a multi-line value does not end it', () => {
    expect(parseFrontMatter('---\ntitle: |\n  A\n  ---\n  B\n---\nbody')).toMatchObject({
      values: { title: 'A\n---\nB\n' },
      body: 'body',
    })
  })

  test('can be empty', () => {
    expect(parseFrontMatter('---\n---\nbody')).toMatchObject({ values: {}, body: 'body' })
  })

  test('dates remain strings, because the time zone is not known yet', () => {
    expect(parseFrontMatter('---\ndate: 2026-02-21 08:35:00 +0200\n---\n').values).toEqual({
      date: '2026-02-21 08:35:00 +0200',
    })
  })
})

describe('code is refused', () => {
  test.each([
    ['---js\n{ title: "A" }\n---\n', 'line 1'],
    ['--- js\n{ title: "A" }\n---\n', 'line 1'],
    ['---javascript\nmodule.exports = {}\n---\n', 'line 1'],
    ['---coffee\ntitle: "A"\n---\n', 'line 1'],
    ['---\ntitle: A\nrun: !!js/function "function () { return 1 }"\n---\n', 'line 3'],
    ['---\nrun: !!python/object/apply:os.system ["id"]\n---\n', 'line 2'],
    ['---\nrun: !ruby/object:Gem {}\n---\n', 'line 2'],
  ])('%j', (text, place) => {
    expect(refusal(text)).toMatchObject({ reason: 'front_matter_code', place })
  })
})

describe('missing front matter is refused', () => {
  test.each([
    ['', /does not begin with front matter/],
    ['# Title\n', /does not begin with front matter/],
    [' ---\ntitle: A\n---\n', /does not begin with front matter/],
    ['Note: A\n\nTitle: B\n', /does not begin with front matter/],
    ['{{< figure >}}\n', /does not begin with front matter/],
    ['<!-- a comment -->\ntitle\n', /does not begin with front matter/],
    ['---\ntitle: A\n', /no closing "---"\. Write it on a line of its own/],
    ['+++\ntitle = "A"\n', /no closing "\+\+\+"/],
    ['{\n"title": "A"\n', /no closing "}"/],
    ['<!--\n.. title: A\n', /no closing "-->"/],
    ['---\ntitle: A\n ---\nbody', /no closing "---"/],
  ])('%j', (text, message) => {
    expect(refusal(text)).toEqual({
      reason: 'front_matter_missing',
      place: 'line 1',
      message: expect.stringMatching(message),
    })
  })
})

describe('bad YAML is refused with its line in the file', () => {
  test.each([
    ['---\ntitle: A\ntags: [a\n---\n', 3],
    ['---\ntitle: A\ntitle: B\n---\n', 3],
    ['---\n\ntitle: A: B\n---\n', 3],
    ['---\ntitle: A\n\ttags: a\n---\n', 3],
    ['---\r\ntitle: A\r\ntitle: B\r\n---\r\n', 3],
    ['---\ntitle: "A\n---\n', 2],
    ['---\na: b\ntitle: "A\ndate: 2026\n---\n', 3],
    ['---\n- a\n---\n', 2],
    ['---\njust a text\n---\n', 2],
    ['---\ntitle: A\nauthor: *nobody\n---\n', 3],
  ])('%j', (text, line) => {
    expect(refusal(text)).toMatchObject({ reason: 'yaml_invalid', place: `line ${line}` })
  })

  test('an alias bomb', () => {
    const list = (item: string) => `[${Array(9).fill(item).join(', ')}]`
    const lines = [
      'a: &a [x]',
      ...['ab', 'bc', 'cd', 'de', 'ef'].map(([one, other]) => `${other}: &${other} ${list(`*${one}`)}`),
    ]
    expect(refusal(`---\n${lines.join('\n')}\n---\n`)).toMatchObject({ reason: 'yaml_invalid' })
  })

  test('very deep nesting', () => {
    expect(refusal(`---\na: ${'['.repeat(60_000)}\n---\n`)).toMatchObject({ reason: 'yaml_invalid' })
  })
})

describe('the message names the remedy', () => {
  test.each([
    ['title: War: what now', 'Put the value in quotes: title: "War: what now".'],
    ['title: @ada', 'Put the value in quotes: title: "@ada".'],
    ['title: `code`', 'Put the value in quotes: title: "`code`".'],
    ['title: %d', 'Put the value in quotes: title: "%d".'],
    ['title: **Bold** move', 'Put the value in quotes: title: "**Bold** move".'],
    ['title: "War" begins', `Put the whole value in quotes: title: '"War" begins'.`],
    ['title: [Draft] War', 'Put the whole value in quotes: title: "[Draft] War".'],
    [`title: 'It's "war"'`, `Put the whole value in quotes: title: '''It''s "war"'''.`],
    ['title: - War', 'Put the value in quotes: title: "- War".'],
    ['title: "War', 'the quote at the beginning of the value is not closed'],
    ['tags: [a, b', 'the bracket at the beginning of the value is not closed'],
    ['title: A\n\tdate: B', 'the line begins with a tab. Indent it with spaces'],
    ['title:A\ndate: B', 'Write "key: value", with a space after the colon'],
    ['title: A\n  date: B', 'the next line is indented'],
    ['title: A\ntitle: B', 'the key is there twice'],
    ['title: "\\q"', 'Invalid escape sequence'],
  ])('%j', (header, remedy) => {
    expect(refusal(`---\n${header}\n---\n`).message).toContain(remedy)
  })

  test.each([
    ['title = War', 'texts have quotes. Write title = "…"'],
    ['title: "War"', 'a key has "=" after it'],
    ['title = "War', 'the quote at the beginning of the value is not closed'],
    ["title = 'It's'", 'the value goes on after its closing quote'],
    ['title = "A"\ntitle = "B"', 'the key is there twice'],
    ['a = 007', 'illegal leading zero'],
  ])('in TOML: %j', (header, remedy) => {
    expect(refusal(`+++\ndraft = false\n${header}\n+++\n`)).toMatchObject({
      reason: 'toml_invalid',
      place: `line ${header.split('\n').length + 2}`,
      message: expect.stringContaining(remedy),
    })
  })

  test('in JSON', () => {
    const place = 'line 4, column 1'
    expect(refusal('{\n"title": "A",\n"date"\n}\n')).toMatchObject({ reason: 'json_invalid', place })
    expect(refusal('---json\n[1]\n---\n')).toMatchObject({ reason: 'json_invalid', place: 'line 2' })
  })
})

describe('formats of front matter', () => {
  test.each([
    ['YAML', '---\ntitle: A\nversion: 1.10\nextra:\n  part: 007\n---\n', [2, 3, 5]],
    ['YAML that names itself', '---yaml\ntitle: A\nversion: 1.10\nextra:\n  part: 007\n---\n', [2, 3, 5]],
    ['JSON', '{\n\t"title": "A",\n  "version": 1.10,\n  "extra": {\n    "part": "007"}\n}\n', [2, 3, 5]],
    ['JSON on one line', '{"title": "A", "version": 1.10, "extra": {"part": "007"}}\n', [1, 1, 1]],
    ['JSON after dashes', '---json\n{"title": "A", "version": 1.10,\n"extra": {"part": "007"}}\n---\n', [2, 2, 3]],
    ['TOML', '+++\ntitle = "A"\nversion = 1.10\n\n[extra]\npart = "007"\n+++\n', [2, 3, 6]],
    ['TOML with CRLF', '+++\r\ntitle = "A"\r\nversion = 1.10\r\nextra.part = "007"\r\n+++\r\n', [2, 3, 4]],
    ['TOML after dashes', '---toml\ntitle = "A"\nversion = 1.10\nextra = {part = "007"}\n---\n', [2, 3, 4]],
  ])('%s', (_, header, lines) => {
    const { texts, values, places, body, bodyLine } = parseFrontMatter(`${header}\nbody\n`)
    expect(values).toMatchObject({ title: 'A', version: 1.1 })
    expect(texts).toEqual({ title: 'A', version: '1.10', extra: { part: '007' } })
    expect([['title'], ['version'], ['extra', 'part']].map(places)).toEqual(lines)
    expect([body, bodyLine]).toEqual(['\nbody\n', header.split('\n').length])
  })

  test.each([
    ['Pelican', 'Title: A: b\nversion: 1.10\nSummary: One\n    two\n\n', [1, 2, 3]],
    ['Pelican with CRLF', 'Title: A: b\r\nversion: 1.10\r\nSummary: One\r\n    two\r\n\r\n', [1, 2, 3]],
    ['Pelican without a blank line', 'Title: A: b\nversion: 1.10\nSummary: One\n    two\n', [1, 2, 3]],
    ['lines before dashes', 'Title: A: b\nversion: 1.10\nSummary: One\n    two\n---\n', [1, 2, 3]],
    ['Nikola', '<!--\n.. Title: A: b\n.. version: 1.10\n\n.. Summary: One\ntwo\n-->\n', [2, 3, 5]],
  ])('metadata lines: %s', (_, header, lines) => {
    const { texts, places, body, bodyLine } = parseFrontMatter(`${header}The note: a text\n`)
    expect(texts).toMatchObject({ Title: 'A: b', version: '1.10' })
    expect((texts.Summary as string).split(/\s+/)).toEqual(['One', 'two'])
    expect([['title'], ['Version'], ['Summary']].map(places)).toEqual(lines)
    expect([body, bodyLine]).toEqual(['The note: a text\n', header.split('\n').length])
  })

  test('a repeated key of metadata lines has another line', () => {
    expect(parseFrontMatter('Title: A\nTags: a,\nTags: b\n\nbody').texts).toEqual({ Title: 'A', Tags: 'a,\nb' })
  })

  test('TOML keeps dates, numbers and truth values as they are written', () => {
    const lines = [
      ...['a = 2026-02-30', 'b = 2026-01-02 10:00:00', 'c = 2026-01-02T10:00:00-05:00', 'd = [2.10, 1_000, true]'],
      ...['e = """\n1.0 "2.0" \\""" 3.0"""', "f = 'x = 1.0' # 2.0", '4 = 0x1F', 'g = "\\"1.0"', 'h = 1.5'],
    ]
    const { texts, values } = parseFrontMatter(`+++\n${lines.join('\n')}\n+++\n`)
    expect(texts).toEqual({
      ...{ a: '2026-02-30', b: '2026-01-02 10:00:00', c: '2026-01-02T10:00:00-05:00', d: ['2.10', '1_000', 'true'] },
      ...{ e: '1.0 "2.0" """ 3.0', f: 'x = 1.0', 4: '0x1F', g: '"1.0', h: '1.5' },
    })
    expect(values).toMatchObject({ a: '2026-02-30', b: '2026-01-02 10:00:00', d: [2.1, 1000, true], 4: 31, h: 1.5 })
  })
})

describe('no format takes quadratic time', () => {
  const wrapped = (header: string): string => `+++\n${header}\n+++\n`
  test.each([
    ['quotes of TOML', wrapped('"""'.repeat(20_000))],
    ['texts of TOML', wrapped('a="'.repeat(20_000))],
    ['digits of TOML', wrapped(`a=${'1-'.repeat(30_000)}!`)],
    ['brackets of TOML', wrapped(`a=${'['.repeat(60_000)}`)],
    ['braces of JSON', `{"a": ${'{'.repeat(4_000_000)}`],
    ['blanks of metadata', `Title: A\n${' '.repeat(4_000_000)}x\n`],
    ['lines of metadata', `Title: A\n${'a:\n'.repeat(20_000)}\n`],
    ['lines of a comment', `<!--\n.. title: A\n${`${' '.repeat(90)}--\n`.repeat(40_000)}`],
  ])('%s', (_, text) => {
    try {
      parseFrontMatter(text)
    } catch (error) {
      expect(error).toBeInstanceOf(Unreadable)
    }
  })
})

test('locates a key by its line in the file', () => {
  const { places } = parseFrontMatter('---\ntitle: A\n\ntags:\n  - a\n  - b\n---\n')
  expect([places(['title']), places(['tags', 1]), places(['nothing'])]).toEqual([2, 6, 2])
})

test('locates a key, not its value', () => {
  const { places } = parseFrontMatter('---\ntitle: A\ntags:\n  - a\n---\n')
  expect(places(['tags'])).toBe(3)
})

test('returns the line on which the text begins', () => {
  expect(parseFrontMatter('---\ntitle: A\n---\n\nbody').bodyLine).toBe(4)
})
