import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wellFormed } from '../../src/domain/text.ts'
import { sanitised } from '../../src/intake/html.ts'
import { markdownToHtml } from '../../src/intake/markdown/markdown.ts'
import { plainHtml } from '../../src/intake/markup/plain.ts'
import { prepareMarkup } from '../../src/intake/markup/prepare.ts'
import { checked } from '../support/arbitraries.ts'
import { anyText, joined, markdownText } from '../support/markdown.ts'

// Common markup is written without the sanitiser, and as the sanitiser writes it.

const NAMES = [
  'p',
  'ul',
  'ol',
  'li',
  'a',
  'h2',
  'pre',
  'br',
  'hr',
  'img',
  'em',
  'table',
  'tr',
  'td',
  'th',
  'tbody',
  's',
  ...['div', 'span', 'figure', 'figcaption', 'picture', 'source', 'section', 'dl', 'dt', 'dd', 'details', 'summary'],
  ...[
    'blockquote',
    'q',
    'del',
    'time',
    'sub',
    'ruby',
    'rt',
    'rp',
    'caption',
    'colgroup',
    'col',
    'tfoot',
    'thead',
    'wbr',
  ],
]
const OTHERS = [
  'menu',
  'center',
  'dir',
  'strike',
  'svg',
  'math',
  'script',
  'title',
  'textarea',
  'noscript',
  'kept',
  'b',
  ...['iframe', 'audio', 'form', 'font', 'button', 'm:p', 'm:li', 'm:a', 'm:br', 'm:tr'],
]
const ATTRIBUTES = [
  ...[
    'href="/a b"',
    'href="#x"',
    'href="javascript:alert(1)"',
    'href=" jAvA\nscript:x"',
    'href="//a.example"',
    'href=""',
  ],
  ...[
    'src="/p.jpg"',
    'src="data:image/png,x"',
    'src',
    'alt',
    'alt="<&quot;>"',
    'id="x"',
    'id',
    'class="c"',
    'style="a:b"',
  ],
  ...[
    'title="&amp;lt;"',
    'start="2"',
    'start',
    'onclick="alert(1)"',
    'target="_self"',
    'target="_blank"',
    'hidden',
    'a"b=1',
  ],
  ...[
    'srcset="/a.jpg 480w, /b.jpg?c=d,e 2x, //f 1.50x"',
    'srcset="/a.jpg"',
    'srcset="/a.jpg 1.5x, /b.jpg 01w"',
    'srcset=","',
  ],
  ...[
    'width="960"',
    'loading=lazy',
    'data-src="/l.jpg"',
    'src="https://www.youtube.com/embed/abcdefghijk"',
    'data-x',
    'aria-hidden="true"',
    'role="img"',
    'lang="uk"',
  ],
  ...['colspan="2"', 'colspan', 'headers="x y"', 'align="left"', 'cite="/c"', 'cite="javascript:x"', 'datetime="2026"'],
  ...['reversed', 'value="3"', 'rel="noopener"', 'name="x"', 'media="print"', 'sizes="&lt;50vw"', 'xml:lang="en"'],
]
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, fc.constantFrom(...OTHERS))
const tag = fc.oneof(
  fc
    .tuple(name, fc.array(fc.constantFrom(...ATTRIBUTES), { maxLength: 3 }))
    .map(([a, b]) => `<${[a, ...b].join(' ')}>`),
  name.map((closed) => `</${closed}>`),
)
const markdown = markdownText.map(markdownToHtml)
const html = joined(fc.oneof({ weight: 3, arbitrary: tag }, { weight: 1, arbitrary: anyText }))

const treeOf = (source: string) =>
  prepareMarkup(wellFormed(source), (url) => URL.parse(url, 'https://herald.example/1')?.href, 'p-', 'frame').tree

test.each([['Markdown', markdown] as const, ['HTML', html] as const])('%s', (_kind, source) => {
  let plain = 0
  fc.assert(
    fc.property(source, (written) => {
      const tree = treeOf(written)
      const direct = plainHtml(tree)
      if (direct !== undefined) expect(direct).toBe(sanitised(tree))
      if (direct?.includes('<')) plain++
    }),
    checked(3000),
  )
  expect(plain).toBeGreaterThan(300)
})

test('what Markdown writes most needs no sanitiser', () => {
  const written =
    '# A\n\nb **c** [d](/e?f&g) `h` &amp;\n\n- i\n\n> j\n\n![k](l.jpg)\n\n```\n<m>\n```\n\n| n |\n| - |\n| o |'
  expect(plainHtml(treeOf(markdownToHtml(written)))).toContain('<a href="https://herald.example/e?f&amp;g">d</a>')
})

test.each([
  '<p onclick="alert(1)">a</p>',
  '<a href="javascript:alert(1)">a</a>',
  '<img src="data:image/svg+xml,a">',
  '<svg><p>a</p></svg>',
  '<p>a<!-- b --></p>',
  '<textarea>a</textarea>',
])('%s is left to the sanitiser', (written) => {
  expect(plainHtml(treeOf(written))).toBeUndefined()
})
