import { describe, expect, test } from 'vitest'
import { plainYamlHeader } from '../../../src/sources/front-matter/plain-yaml.ts'

describe('plain front matter is read without the library', () => {
  test.each<[text: string, values: unknown, texts?: unknown]>([
    ['title: A bridge, [2] & "3"\n', { title: 'A bridge, [2] & "3"' }],
    ['title: Міст\r\ndate: 2026-03-10T08:35:00.000Z\r\n', { title: 'Міст', date: '2026-03-10T08:35:00.000Z' }],
    ['link: https://a.example/#b  \n\n\nlast-page: /c/', { link: 'https://a.example/#b', 'last-page': '/c/' }],
    [`a: "b: c # d"\ne: 'it''s'\nf: "say \\"g\\""\n`, { a: 'b: c # d', e: "it's", f: 'say "g"' }],
    ['tags:\n  - a\n  - "b"\n\n  - c d\nauthor: e\n', { tags: ['a', 'b', 'c d'], author: 'e' }],
    ['tags:\n- a\n- b\n', { tags: ['a', 'b'] }],
    ['tags: [a, \'b\', "c" , d e]\nnone: []\n', { tags: ['a', 'b', 'c', 'd e'], none: [] }],
    ['a: b\n  [c](/d/) e\nf: "g:\n  h"\n', { a: 'b [c](/d/) e', f: 'g: h' }],
    ['image:\nvideo: null\n', { image: null, video: null }],
    ['a: 007\nb: 1.10\nc: true\n', { a: 7, b: 1.1, c: true }, { a: '007', b: '1.10', c: 'true' }],
    ['a: [1, false]\nb: "1"\n', { a: [1, false], b: '1' }, { a: ['1', 'false'], b: '1' }],
    ['a: 1.2.3\nb: 12 monkeys\nc: 12:30\n', { a: '1.2.3', b: '12 monkeys', c: '12:30' }],
  ])('%j', (text, values, texts = values) => {
    expect(plainYamlHeader(text, 2)).toMatchObject({ values, texts })
  })

  test('quotes and places are known', () => {
    const header = plainYamlHeader('\nTitle: "A"\ntags:\n  - b\n\n  - "c"\nlist: [d]\n', 2)
    expect(header?.quoted).toEqual(new Set(['Title']))
    const paths = [[], ['title'], ['tags'], ['tags', 1], ['tags', 1, 'x'], ['tags', 2], ['list', 0], ['missing']]
    expect(paths.map((path) => header?.places(path))).toEqual([2, 3, 4, 7, 7, 4, 8, 2])
  })
})

describe('the library reads everything else', () => {
  test.each([
    '',
    '# a\n',
    'a: b # c\n',
    'a: b\n\n  c\n',
    'a:\n  b\n',
    'a: [b,\n  c]\n',
    'a:\n  b: c\n',
    'a:\n  - b\n    - c\n',
    'a:\n  - b: c\n',
    'a: b: c\n',
    'a: b\na: c\n',
    'a: "b\\\n  c"\n',
    'a: "b\nc"\n',
    'a: "\\u0041"\n',
    'a: [b\n',
    'a: {b: c}\n',
    'a: |\n  b\n',
    'a: &b c\n',
    'a: *b\n',
    'a: !b c\n',
    'a: 1e3\n',
    'a: 0x1F\n',
    'a: True\n',
    'a: -1\n',
    'a:\tb\n',
    'a: b\rc: d\n',
    '__proto__: a\n',
    'true: a\n',
    '<<: a\n',
  ])('%j', (text) => {
    expect(plainYamlHeader(text, 2)).toBeUndefined()
  })
})
