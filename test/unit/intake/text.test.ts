import { describe, expect, test } from 'vitest'
import { wellFormed } from '../../../src/domain/text.ts'
import { plainText } from '../../../src/intake/text.ts'

describe('removes characters that XML 1.0 §2.2 forbids', () => {
  test.each([
    ['C0 controls', 'a\u0000b\u0008c\u000Bd\u000Ce\u001Ff', 'abcdef'],
    ['C1 controls and DEL', 'a\u007Fb\u0080c\u009Fd', 'abcd'],
    ['U+FFFE and U+FFFF', 'a\uFFFEb\uFFFFc', 'abc'],
    ['a byte order mark in the middle', 'a\uFEFFb', 'ab'],
    ['a lone high surrogate', 'a\uD83Db', 'a\uFFFDb'],
    ['a lone low surrogate', '\uDE00a', '\uFFFDa'],
    ['surrogates the wrong way round', '\uDE00\uD83D', '\uFFFD\uFFFD'],
  ])('%s', (_, text, expected) => {
    expect(wellFormed(text)).toBe(expected)
  })

  test.each(['a\tb\nc\rd', '😀', 'e\u0301', 'שלום\u200F', ']]>', '<b>&amp;</b>', '\u00A0\u2028'])(
    'does not change %j',
    (text) => {
      expect(wellFormed(text)).toBe(text)
    },
  )
})

describe('entities are decoded once', () => {
  test.each([
    ['AT&amp;T', 'AT&T'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['&lt;script&gt;', '<script>'],
    ['&#1052;&#x456;&#x441;&#x442;', 'Міст'],
    ['&laquo;Міст&raquo; &mdash; &hellip;', '«Міст» — …'],
    ['&#x1F600;', '😀'],
    ['a&nbsp;b', 'a b'],
    ['Q&A, R&D', 'Q&A, R&D'],
    ['&unknown;', '&unknown;'],
  ])('%j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected)
  })

  test.each(['a&#1;b', 'a&#x0;b', 'a&#xFFFE;b', 'a&#xFFFF;b', 'a&#xD800;b', 'a&#x110000;b', 'a&#127;b'])(
    'does not decode %j to a forbidden character',
    (text) => {
      expect(plainText(text)).toMatch(/^a[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*b$/u)
    },
  )
})

describe('removes tags, but not text that only looks like a tag', () => {
  test.each([
    ['<b>Bold</b> move', 'Bold move'],
    ['<em class="x">A</em><BR/>', 'A'],
    ['<a href="https://x.example/?a=1&b=2">Link</a>', 'Link'],
    ['<span\nclass="x">A</span>', 'A'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['a < b', 'a < b'],
    ['1 <2 and 3> 2', '1 <2 and 3> 2'],
    ['vector<int>', 'vector<int>'],
    ['I <3 U', 'I <3 U'],
    ['<', '<'],
  ])('%j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected)
  })
})

describe('HTML becomes readable plain text', () => {
  test.each([
    ['<p>First point.</p><p>Second point.</p>', 'First point. Second point.'],
    ['<p>First point.\n<p>Second point.', 'First point. Second point.'],
    ['<div>One</div><div>Two</div>', 'One Two'],
    ['Storm<br>Ferries', 'Storm Ferries'],
    ['Storm<BR/>Ferries', 'Storm Ferries'],
    ['Storm<hr>Ferries', 'Storm Ferries'],
    ['<h2>Storm</h2>Ferries', 'Storm Ferries'],
    ['<ul><li>One</li><li>Two</li></ul>', 'One Two'],
    ['<ul><li>One<li>Two</ul>', 'One Two'],
    ['<table><tr><td>One</td><td>Two</td></tr></table>', 'One Two'],
    ['<dl><dt>Term</dt><dd>Meaning</dd></dl>', 'Term: Meaning'],
    ['<blockquote>One</blockquote>Two', 'One Two'],
    ['10<sup>6</sup> t of CO<sub>2</sub>', '10⁶ t of CO₂'],
    ['<del>10</del> <ins>12</ins> tonnes', '12 tonnes'],
    ['<q>Yes</q>, he said', '“Yes”, he said'],
    ['Ice<sup><a href="#1">1</a></sup> breaks', 'Ice breaks'],
    ['Storm<!--more--> <b>ends</b>', 'Storm ends'],
    ['Danube<wbr>bridge', 'Danubebridge'],
    ['<b>vector<int></b> &lt;i&gt; a < b', 'vector<int> <i> a < b'],
  ])('%j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected)
  })

  test.each(['How <video> works', 'The <li> element', 'Use <table> or <section>?'])(
    'the name of an element in a text stays: %s',
    (text) => {
      expect(plainText(text)).toBe(text)
    },
  )
})

describe('the result is one trimmed line', () => {
  test.each([
    ['  A  \n\t B\r\n', 'A B'],
    ['A\u00A0\u2003B', 'A B'],
    ['A\u2028B', 'A B'],
    ['\uFEFFA', 'A'],
    [' \u00A0&nbsp; ', ''],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(plainText(text)).toBe(expected)
  })
})

test('processes a hostile text of one megabyte quickly', () => {
  for (const text of [
    '<b>'.repeat(100_000),
    '<b '.repeat(350_000),
    '<'.repeat(1_000_000),
    '&'.repeat(1_000_000),
    ' '.repeat(1_000_000),
  ]) {
    expect(plainText(text).length).toBeLessThanOrEqual(text.length)
  }
})
