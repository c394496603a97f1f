import { expect, test } from 'vitest'
import { attributes, cdata, declarations, escapeAttribute, escapeText } from '../../../src/feeds/markup.ts'

test('escapes text once, ampersands first', () => {
  expect(escapeText('a < b && c > "d" &lt;')).toBe('a &lt; b &amp;&amp; c &gt; "d" &amp;lt;')
})

test('escapes quotes in attributes', () => {
  expect(escapeAttribute('"a" & <b>')).toBe('&quot;a&quot; &amp; &lt;b&gt;')
})

test('omits attributes without a value, but not empty or zero ones', () => {
  expect(attributes({ a: null, b: undefined, c: '', d: 0, e: 'x"y' })).toBe(' c="" d="0" e="x&quot;y"')
})

test('a CDATA section preserves every `]]>` of a text', () => {
  expect(cdata('title', ']]>a]]>]]>', { type: 'html' })).toBe(
    '<title type="html"><![CDATA[]]]]><![CDATA[>a]]]]><![CDATA[>]]]]><![CDATA[>]]></title>',
  )
})

test('declares each namespace once, in alphabetical order', () => {
  expect(declarations(['dc', 'atom', 'dc'])).toBe(
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"',
  )
})
