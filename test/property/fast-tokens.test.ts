import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'
import { fastTokens } from '../../src/intake/markdown/fast-tokens.ts'
import { checked } from '../support/arbitraries.ts'
import { markdownText } from '../support/markdown.ts'

const library = new MarkdownIt({ html: true })
const fast = new MarkdownIt({ html: true }).use(fastTokens)

test('the tokens have the values of those of the library', () => {
  fc.assert(
    fc.property(markdownText, (text) => {
      expect(fast.parse(text, {})).toEqual(library.parse(text, {}))
    }),
    checked(1000),
  )
})

test('the tokens have the fields and methods of those of the installed version', () => {
  const [token] = fast.parse('text', {})
  const [expected] = library.parse('text', {})
  expect(Object.keys(token ?? {})).toEqual(Object.keys(expected ?? {}))
  expect(token).toBeInstanceOf(expected?.constructor)
})
