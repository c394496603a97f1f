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
    ['---json\n{"title": "A"}\n---\n', 'line 1'],
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
    ['+++\ntitle = "A"\n+++\n', /TOML front matter is not supported/],
    ['---\ntitle: A\n', /no closing "---"/],
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
    ['---\ntitle: A\ntags: [a\n---\n', 4],
    ['---\ntitle: A\ntitle: B\n---\n', 3],
    ['---\n\ntitle: A: B\n---\n', 3],
    ['---\ntitle: A\n\ttags: a\n---\n', 3],
    ['---\r\ntitle: A\r\ntitle: B\r\n---\r\n', 3],
    ['---\ntitle: "A\n---\n', 3],
    ['---\n- a\n---\n', 2],
    ['---\njust a text\n---\n', 2],
    ['---\ntitle: A\nauthor: *nobody\n---\n', undefined],
  ])('%j', (text, line) => {
    expect(refusal(text)).toMatchObject({
      reason: 'yaml_invalid',
      place: line === undefined ? expect.stringMatching(/^line \d+$/) : `line ${line}`,
    })
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
