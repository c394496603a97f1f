import { expect, test } from 'vitest'
import { attributes, declarations, escapeAttribute, escapeText } from '../../../src/feeds/xml.ts'

test('text is escaped once, ampersands first', () => {
  expect(escapeText('a < b && c > "d" &lt;')).toBe('a &lt; b &amp;&amp; c &gt; "d" &amp;lt;')
})

test('quotes are escaped in attributes', () => {
  expect(escapeAttribute('"a" & <b>')).toBe('&quot;a&quot; &amp; &lt;b&gt;')
})

test('an attribute without a value is left out, an empty or zero one is not', () => {
  expect(attributes({ a: null, b: undefined, c: '', d: 0, e: 'x"y' })).toBe(' c="" d="0" e="x&quot;y"')
})

test('namespaces are declared once each, in alphabetical order', () => {
  expect(declarations(['dc', 'atom', 'dc'])).toBe(
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"',
  )
})
