import fc from 'fast-check'
import { anyCharacter, hostileText } from './arbitraries.ts'

const MARKDOWN = [
  ...[
    '# Heading {#id}\n\n',
    'Text\n\n',
    '- item\n',
    '  - inner\n',
    '3. item\n',
    '> quotation\n',
    '    code\n',
    '\n\n',
    '***',
  ],
  ...[
    '```ts\na < b && c\n```\n',
    '| a | b |\n| :- | -: |\n| c | d |\n',
    '![a "b" <c>](/p.jpg "t")',
    '[^1]',
    '[^1]: note\n',
  ],
  ...[
    '[link](https://a.example/?a=1&b="2" "title")',
    '[own](#id)',
    '[bad](javascript:alert(1))',
    '<mailto:a@b.example>',
  ],
  ...['**', '_', '~~', '`', '\\', '&nbsp;', '&lt;', '&#1;', 'HTML', '*[HTML]: abbr\n', '- [x] done\n', '$x$', '  \n'],
]

export const anyText = fc.oneof(hostileText, fc.string({ unit: anyCharacter, maxLength: 4 }))

export function joined(piece: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''))
}

/** Markdown with all that the renderer knows, mixed with any text. */
export const markdownText = joined(fc.oneof(fc.constantFrom(...MARKDOWN), anyText))
