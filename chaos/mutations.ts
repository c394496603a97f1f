import { between, oneOf, type Random } from '../bench/random.ts'

/** Texts that break careless code: markup, encodings, addresses, dates, names and templates. */
const SNIPPETS: readonly string[] = [
  ...[
    ']]>',
    '<![CDATA[x',
    '<!--',
    '-->',
    '<?xml version="1.0"?>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  ],
  ...[
    '&',
    '&amp',
    '&#0;',
    '&#xD800;',
    '&#x1F;',
    '&nbsp;',
    '&lt;script&gt;',
    '<',
    '>',
    '"',
    "'",
    '</item></channel>',
    '</entry>',
  ],
  ...[
    '<script>alert(1)</script>',
    '<svg onload=alert(1)>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
  ],
  ...[
    '<b><i></b></i>',
    '<table><tr><td>',
    '<p>'.repeat(50),
    '<math><mtext><style><img>',
    '<iframe srcdoc="<p>x">',
    '<template><p>',
  ],
  ...[
    '\u0000',
    '\u0008',
    '\u001b[2J',
    '\u007f',
    '\u0085',
    '\ufffe',
    '\uffff',
    '\ud800',
    '\udc00x',
    '\u2028',
    '\u2029',
    '\ufeff',
  ],
  ...['\u202e', '\u200f', '\u200d', 'e\u0301\u0323', '𝔘𝔫𝔦', '👩‍👩‍👧‍👦', 'ﷺ', '\ud83d', 'Ａ', 'ǅ', 'ß', 'İ'],
  ...[
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'hasOwnProperty',
    '..',
    '.',
    '/',
    '%',
    '%2e%2e',
    '%00',
    '+',
    '!',
    ',',
  ],
  ...[
    'javascript:alert(1)',
    'data:text/html,<p>',
    '//evil.example',
    'http://[',
    'https://x:y@evil.example/',
    'file:///etc/passwd',
    '?',
    '#',
  ],
  ...[
    '{% raw %}',
    '{{ x | y }}',
    '{% include /etc/passwd %}',
    '{% endraw %}',
    '{%',
    '}}',
    '<!--# include virtual="/" -->',
    '<esi:include src="/"/>',
  ],
  ...[
    '2026-02-30',
    '0000-00-00',
    '9999-12-31T23:59:60Z',
    '-271821-04-20',
    '1',
    '',
    ' ',
    '\n\n',
    '---',
    '\t',
    '2026-03-29T03:30:00',
  ],
  ...[
    'a'.repeat(5000),
    'слово '.repeat(500),
    '漢'.repeat(2000),
    '1e999',
    'NaN',
    '-0',
    'null',
    'true',
    '[object Object]',
    '~',
    '*a',
    '!!js/function',
  ],
]

const VALUES: readonly unknown[] = [null, true, 0, -1, 1e21, [], {}, [[]], [null], { a: { b: [] } }, ['x', 1], '']

/** Inserts, removes or repeats parts of a text. */
export function mutatedText(random: Random, text: string, times = between(random, 1, 4)): string {
  let mutated = text
  for (let time = 0; time < times; time++) {
    const from = between(random, 0, mutated.length)
    const to = Math.min(mutated.length, from + between(random, 0, 12))
    const insertion = oneOf(random, [
      oneOf(random, SNIPPETS),
      oneOf(random, SNIPPETS),
      '',
      mutated.slice(from, to).repeat(2),
    ])
    mutated = mutated.slice(0, from) + insertion + mutated.slice(random() < 0.5 ? from : to)
  }
  return mutated
}

/** Replaces some parts of a value. */
export function mutatedValue(random: Random, value: unknown, share: number): unknown {
  if (random() < share / 4) return oneOf(random, VALUES)
  if (typeof value === 'string') return random() < share ? mutatedText(random, value, 1) : value
  if (Array.isArray(value)) return value.map((part) => mutatedValue(random, part, share))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]) => [
    random() < share / 8 ? mutatedText(random, key, 1) : key,
    mutatedValue(random, part, share),
  ])
  return Object.fromEntries(random() < share / 4 ? entries.slice(1) : entries)
}
