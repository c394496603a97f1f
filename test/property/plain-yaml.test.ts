import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Header } from '../../src/sources/front-matter/header.ts'
import { plainYamlHeader } from '../../src/sources/front-matter/plain-yaml.ts'
import { fullYamlHeader } from '../../src/sources/front-matter/yaml.ts'
import { anyCharacter, checked, hostileText } from '../support/arbitraries.ts'

// Plain front matter is read without the library, and as the library reads it.

const split = (...rows: string[]) => rows.flatMap((row) => row.split('¦'))

const KEYS = split('title¦Title¦date¦tags¦a¦_b¦last_modified-at¦constructor¦undefined')
const ODD_KEYS = split('0¦__proto__¦true¦Null¦<<¦2024¦0x1¦1.0¦a b¦a.b¦"q"¦? a¦ключ¦-¦.nan')
const TEXTS = split(
  `A bridge¦Міст, [2] & {3}¦a:b¦https://a.example/?b=c#d¦12:30¦日本語¦e\u00a0f¦(g) h¦/i/¦_j_¦it's¦say "k"¦l - m`,
  'n#o¦p\u3000¦\u00a0q¦r \u00a0 ¦s!¦100 %¦nullable¦truest¦🚲¦t\\u',
)
const RESOLVED = split(
  '0¦-0¦007¦42¦+1¦1.10¦1.¦.5¦1e3¦1.5E-3¦0x1F¦0X1F¦0o17¦0O17¦017¦0b1¦12:30:45¦123456789012345678901234567890',
  '999999999999999¦0.1234567890123456789¦1_000¦1,000¦1.2.3¦1e¦1e999¦1-2¦true¦True¦TRUE¦tRue¦false¦no¦yes¦null',
  'Null¦nULL¦~¦.inf¦-.INF¦.NaN¦.¦-¦=¦2026-03-10¦2026-02-30¦2026-03-10T08:35:00.000Z¦2026-03-10 08:35:00 +0200',
  '20260310¦2026-3-1¦2026-03-10e5',
)
const FOLDED = split(
  'a\n  b¦a\n b\n   c¦a  \n  b¦a\n\n  b¦a\n  \n  b¦a\n  - b¦a\n  # b¦a #\n  b¦a:\n  b¦a\n  b:¦a\n  b: c',
  '1\n  2¦true\n  b¦a\n  [b](/c)¦a\n  *b*¦a\n  "b"¦a\n  &b¦a\n  ---¦a\n---¦a\n  \u00a0¦a\n  : b¦a\n  -',
  'a\n  ? b¦"a\n  b"¦"a\n  "¦"\n  a"¦"a \n  b"¦"a\\\n  b"¦"a\\\\\n  b"¦"a\\\n  \\ b"¦"a\n\n  b"¦"a\nb"',
  `"a"\n  b¦"a"\n  "b"¦"a\n  # b: c"¦'a\n  b'¦'a\n  '¦'\n  a'¦'a'\n  'b'¦'a\n  ''b'¦'a'\n  ''¦'a\nb'`,
  "'a\n\n  b'¦[a,\n  b]¦[a]\n  b¦[a\n  b]¦\n  a¦[a]\n  [b]",
)
const QUOTED = split(
  `"a"¦'a'¦""¦''¦" a "¦' a '¦"a: b # c"¦'a: b # c'¦"a\\"b"¦'a''b'¦''''¦'''¦"a\\\\"¦"a\\"¦"a\\n"¦"\\u0041"`,
  `"\\q"¦"a" b¦'a' b¦"a"b¦"a" # b¦"a¦'a¦"a": b¦"1"¦'true'¦"a\u00a0"\u00a0`,
)
const LISTS = split(
  `[]¦[ ]¦[a]¦[a, b]¦[ a , b ]¦["a", 'b']¦[1, 1.10, true, null]¦[a,b]¦[a,]¦[a,,b]¦[,]¦[a¦["a, b", c]`,
  '["a]", b]¦[a b, "c" d]¦[a: b]¦[a:b]¦[https://a.example/]¦["a":b]¦[a, [b]]¦[{a}]¦[a] b¦[a] # b¦[- a]¦[-a]',
  `[a #b]¦[a#b]¦[?a]¦["a""b"]¦['a''b']¦[a\u00a0, b]¦[~]¦["a"b]¦[a"b"]¦[a]]`,
)
const ODD_VALUES = split('|¦>¦|\n  a¦>-\n  a¦&a b¦*a¦!t a¦{a: b}¦{}¦%a¦@a¦`a¦- a¦? a¦: a¦, a¦] a')
/** Characters that mean something to YAML. */
const SPECIAL = split(
  `#¦ #¦# ¦:¦: ¦ :¦-¦- ¦\n- ¦\n  - ¦?¦? ¦,¦[¦]¦{¦}¦&¦*¦!¦|¦>¦'¦"¦%¦@¦\`¦\\¦~¦=¦<<: ¦.¦---¦\n---\n¦\n...\n`,
  '\n--- ¦\n%YAML 1.1\n¦\t¦ ¦  ¦\n¦\n\n¦\n ¦\n  a¦\r¦\r\n¦\n\t¦\0¦\u0007¦\u007f¦\u0085¦\u00a0¦\u2028¦\u2029',
  '\u3000¦\ufeff¦\ud800¦0¦e¦x',
)

const frequently = <T>(usual: readonly T[], odd: readonly T[]) =>
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) })
const scalar = fc.oneof(
  { weight: 18, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 4, arbitrary: fc.constantFrom(...RESOLVED) },
  { weight: 4, arbitrary: fc.constantFrom(...QUOTED) },
  { weight: 3, arbitrary: fc.constantFrom(...FOLDED) },
  { weight: 1, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 4 }) },
)
const items = fc
  .tuple(
    fc.constantFrom('', '  ', '    '),
    fc.array(fc.tuple(frequently(['- '], ['-  ', '-', ' - ', '\n- ', '- - ', '']), scalar), { maxLength: 4 }),
  )
  .map(([indent, list]) => list.map(([dash, item]) => `\n${indent}${dash}${item}`).join(''))
const value = fc.oneof(
  { weight: 8, arbitrary: scalar.map((text) => ` ${text}`) },
  { weight: 3, arbitrary: fc.constantFrom(...LISTS).map((list) => ` ${list}`) },
  { weight: 3, arbitrary: fc.tuple(frequently([''], [' ', '\n', '\n  ', ' a']), items).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_VALUES).map((text) => ` ${text}`) },
)
const pair = fc
  .tuple(
    frequently(KEYS, ODD_KEYS),
    frequently([':'], [' :', '', '::', ':\t']),
    value,
    frequently(['\n', '\n', '\n\n', ' \n'], ['\n  \n', '\n  ', '', '\t\n']),
  )
  .map((parts) => parts.join(''))
const keyOf = (text: string) => text.split(':', 1)[0]
const plain = fc
  .tuple(fc.uniqueArray(pair, { minLength: 1, maxLength: 4, selector: keyOf }), fc.constantFrom('\n', '\n', '\r\n'))
  .map(([pairs, lineEnd]) => pairs.join('').replaceAll('\n', lineEnd))
const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...SPECIAL), fc.nat(1)), { maxLength: 3 })
const changed = fc.tuple(plain, changes).map(([text, places]) =>
  places.reduce((before, [place, special, removed]) => {
    const at = place % (before.length + 1)
    return before.slice(0, at) + special + before.slice(at + removed)
  }, text),
)

/** All that a caller can see of a header, in order. */
function contentOf({ values, texts, quoted, places }: Header) {
  const keys = Object.keys(values).flatMap((key) => [key, key.toUpperCase(), key.toLowerCase()])
  const paths = [...keys, 'missing', '__proto__', 0].flatMap((key) => [
    [key],
    ...[-1, 0, 1, 2, 3, 4, '1', '', 'x'].flatMap((item) => [
      [key, item],
      [key, item, 0],
    ]),
  ])
  const lines = [[], ...paths].map((path) => places(path))
  return {
    values: Object.entries(values),
    texts: Object.entries(texts),
    headers: { values, texts },
    quoted: [...quoted],
    lines,
  }
}

/** Whether the text is plain. */
function sameAsLibrary(text: string): boolean {
  const header = plainYamlHeader(text, 2)
  if (header) deepStrictEqual(contentOf(header), contentOf(fullYamlHeader(text, 2)))
  return header !== undefined
}

test.each([['as generators write it', plain, 1500] as const, ['with characters of YAML', changed, 400] as const])(
  '%s',
  (_kind, source, least) => {
    let count = 0
    fc.assert(
      fc.property(source, (text) => {
        if (sameAsLibrary(text)) count++
      }),
      checked(6000),
    )
    expect(count).toBeGreaterThan(least)
  },
)

test('every kind of value', () => {
  const all = [...TEXTS, ...RESOLVED, ...QUOTED, ...FOLDED, ...LISTS, ...ODD_VALUES, ...KEYS, ...ODD_KEYS]
  const texts = all.flatMap((written) => [
    `a: ${written}\nb: c\n`,
    `a: ${written}`,
    `a:\n  - ${written}\n`,
    `a: [${written}, b]`,
    `${written}: a`,
  ])
  expect(texts.filter(sameAsLibrary).length).toBeGreaterThan(200)
})
