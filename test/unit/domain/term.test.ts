import { expect, test } from 'vitest'
import { termId } from '../../../src/domain/term.ts'

test.each([
  ['USA', 'usa'],
  ['usa', 'usa'],
  ['  Foo   Bar ', 'foo-bar'],
  ['Новини дня', 'новини-дня'],
  ['地域', '地域'],
  ['São Paulo', 'são-paulo'],
  ['हिन्दी', 'हिन्दी'],
  ['C++', 'c-plus-plus'],
  ['C#', 'c-sharp'],
  ['.NET', 'net'],
  ['Node.js', 'node-js'],
  ['R&D', 'r-d'],
  ['１２', '12'],
  ['№ 5', 'no-5'],
  ['cafe\u0301', 'café'],
  ['a/b', 'a-b'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..\\secret', 'secret'],
  ['50%', '50'],
  ['a b\u0000', 'a-b'],
])('the id of %j is %j', (text, id) => {
  expect(termId(text)).toBe(id)
})

test.each(['', ' ', '...', '../..', '!', '🎉', '—', '%'])('%j has no id because it has no letter or digit', (text) => {
  expect(termId(text)).toBe('')
})

test.each(['USA', 'C++', 'C#', '.NET', 'İstanbul', 'Straße', 'ﬁn', '№ 5', 'हिन्दी', '-a-', 'a -- b', 'ا ل', 'K'])(
  'the id of %j is its own id',
  (text) => {
    expect(termId(termId(text))).toBe(termId(text))
  },
)

test.each(['a+b', '!a', 'a,b', 'a?b', 'a#b', 'a;b', 'a:b', 'a@b', 'a=b', "a'b", 'a"b', '<a>', 'a|b', 'a\u200db'])(
  'the id of %j has no characters with a meaning in URLs or combinations',
  (text) => {
    expect(termId(text)).toMatch(/^[\p{L}\p{M}\p{N}_-]+$/u)
  },
)
