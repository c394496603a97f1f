import { describe, expect, test } from 'vitest'
import { cleanHtml, rawHtml } from '../../../src/intake/html.ts'
import { clean, PAGE, removalsOf, resolve } from '../../support/cleaned.ts'
import { ingestVariant } from '../../support/desk.ts'

const HERALD = 'https://herald.example'

describe('an element is removed with its text', () => {
  test.each([
    '<svg viewBox="0 0 1 1"><title>Icon</title><text>Logo</text></svg>',
    '<button class="share">Share</button>',
    '<button><svg><path/></svg> Copy</button>',
    '<label for="mail">Your address</label>',
    '<template><p>{{ name }}</p></template>',
    '<dialog open><p>Accept cookies?</p></dialog>',
    '<object><p>Install a plug-in</p></object>',
    '<canvas>A chart</canvas>',
    '<select><option>One</option></select>',
    '<textarea>Comment</textarea>',
    '<datalist><option value="a">A</option></datalist>',
    '<progress value="1">10 %</progress>',
    '<meter value="1">1 of 10</meter>',
    '<style>p { color: red }</style>',
    '<script>track()</script>',
    '<div hidden>Draft of a caption</div>',
    '<span style="display: none">Preview</span>',
    '<noframes>Your browser has no frames</noframes>',
  ])('%j', (html) => {
    expect(clean(`<p>a</p>${html}<p>b</p>`)).toBe('<p>a</p><p>b</p>')
    expect(removalsOf(html)).not.toEqual([])
  })

  test.each([
    ['<button><p>A long answer.</p></button>', '<p>A long answer.</p>'],
    ['<label><h2>Title</h2> text</label>', '<h2>Title</h2> text'],
    ['<button><img src="/a.png"></button>', `<img src="${HERALD}/a.png" />`],
    ['<form><h2>Vote</h2><p>Yes or no?</p><button>Send</button></form>', '<div><h2>Vote</h2><p>Yes or no?</p></div>'],
    ['<ul><li><label><input type="checkbox" checked> Milk</label></li></ul>', '<ul><li>☑ Milk</li></ul>'],
    ['<ul><li><input type="checkbox" disabled> Milk</li></ul>', '<ul><li>☐ Milk</li></ul>'],
    ['<center>One</center>two', '<div>One</div>two'],
    ['<main>One</main><nav>two</nav>', '<div>One</div><div>two</div>'],
    ['<menu><li>One</li></menu>', '<ul><li>One</li></ul>'],
    ['<strike>One</strike> <tt>two</tt>', '<s>One</s> <code>two</code>'],
    ['<font color="red">One</font><my-card><p>two</p></my-card>', 'One<p>two</p>'],
    ['<div hidden="until-found">One</div>', '<div>One</div>'],
  ])('unless the text is prose: %j', (html, expected) => {
    expect(clean(html)).toBe(expected)
  })
})

describe('a formula appears once', () => {
  const MATH = '<math><msup><mi>r</mi><mn>2</mn></msup></math>'
  const TEX = '<annotation encoding="application/x-tex">r^2</annotation>'
  const SEMANTICS = `<math><semantics><msup><mi>r</mi><mn>2</mn></msup>${TEX}</semantics></math>`

  test.each([
    ['Presentation MathML', MATH],
    ['MathML with its TeX', SEMANTICS],
    [
      'KaTeX',
      `<span class="katex"><span class="katex-mathml">${SEMANTICS}</span><span class="katex-html" aria-hidden="true"><span>r</span><span>2</span></span></span>`,
    ],
    [
      'KaTeX on a line of its own',
      `<span class="katex-display"><span class="katex"><span class="katex-mathml">${SEMANTICS}</span><span class="katex-html">r2</span></span></span>`,
    ],
    [
      'MathJax 2',
      `<span class="MathJax_Preview">r2</span><span class="MathJax"><nobr>r2</nobr><span class="MJX_Assistive_MathML">${MATH}</span></span><script type="math/tex">r^2</script>`,
    ],
    [
      'MathJax 2 with an attribute',
      `<span class="MathJax" data-mathml="${MATH.replaceAll('<', '&lt;')}"><nobr>r2</nobr></span>`,
    ],
    [
      'MathJax 3',
      `<mjx-container class="MathJax"><mjx-math>r2</mjx-math><mjx-assistive-mml>${MATH}</mjx-assistive-mml></mjx-container>`,
    ],
    [
      'MathJax 3 as SVG',
      `<mjx-container jax="SVG"><svg><text>r2</text></svg><mjx-assistive-mml>${MATH}</mjx-assistive-mml></mjx-container>`,
    ],
    [
      'MediaWiki',
      `<span class="mwe-math-element"><span style="display: none;">${SEMANTICS}</span><img src="https://w.example/r.svg" alt="r^2"></span>`,
    ],
    ['MathML with a prefix', MATH.replaceAll('<m', '<mml:m').replaceAll('</m', '</mml:m')],
  ])('%s', (_name, html) => {
    expect(clean(`<p>${html}</p>`).replaceAll(/<\/?span>/g, '')).toBe(`<p>${MATH}</p>`)
  })

  test.each([
    ['TeX of kramdown', '<script type="math/tex; mode=display">r^2 < 3</script>', 'r^2 &lt; 3'],
    ['TeX of kramdown in CDATA', '<script type="math/tex">% <![CDATA[\nr < 3 %]]></script>', 'r &lt; 3'],
    ['TeX beside a copy', '<span class="MathJax"><nobr>r2</nobr></span><script type="math/tex">r^2</script>', 'r^2'],
    ['MathJax 4', '<mjx-container><mjx-math data-latex="r^2"><mjx-c></mjx-c></mjx-math></mjx-container>', 'r^2'],
    ['Content MathML', `<math><semantics><apply><ci>r</ci></apply>${TEX}</semantics></math>`, 'r^2'],
    ['Content MathML with a text', '<math alttext="r^2"><apply><ci>r</ci></apply></math>', 'r^2'],
  ])('as TeX: %s', (_name, html, tex) => {
    expect(clean(html)).toBe(`<code>${tex}</code>`)
  })

  test('Content MathML alone is removed', () => {
    expect(clean('a<math><apply><ci>r</ci></apply></math>')).toBe('a')
    expect(removalsOf('<math><apply><ci>r</ci></apply></math>')).toHaveLength(1)
  })

  test('MathML has no links and no scripts', () => {
    expect(
      clean('<math href="javascript:x" onclick="x"><maction xlink:href="x"><mi style="x">a</mi></maction></math>'),
    ).toBe('<math><mi>a</mi></math>')
  })
})

describe('a lazy picture keeps its address', () => {
  const A = `<img src="${HERALD}/a.jpg" />`

  test.each([
    '<img data-src="/a.jpg">',
    '<img src="data:image/gif;base64,AAAA" data-src="/a.jpg" class="lazyload">',
    '<img src="/blank.gif" data-lazy-src="/a.jpg">',
    '<img src="" data-original="/a.jpg">',
    '<img src="/blank.gif" data-orig-src="/a.jpg" data-thumb-src="/t.jpg">',
    '<img data-cfsrc="/a.jpg" style="display:none">',
    '<amp-img src="/a.jpg"></amp-img>',
    '<img src="data:," data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>',
    '<img src="data:," data-src="/a.jpg"> <noscript><img src="/large.jpg"></noscript>',
    '<noscript><img src="/a.jpg"></noscript><img src="data:," data-src="/a.jpg">',
    '<img src="data:,"><noscript><img src="/a.jpg"> Please enable JavaScript.</noscript>',
    '<noscript>Please enable JavaScript.<img src="/a.jpg"></noscript>',
    '<noscript><a href="#"><img src="/a.jpg"></a></noscript>',
    '<img src="/a.jpg"><noscript><img height="1" width="1" src="https://t.example/tr?id=1"></noscript>',
  ])('%j', (html) => {
    expect(clean(html).trim()).toBe(A)
  })

  test.each([
    [
      '<img data-src="/a.jpg" data-srcset="/a.jpg 1x, /b.jpg 2x">',
      `<img src="${HERALD}/a.jpg" srcset="${HERALD}/a.jpg 1x, ${HERALD}/b.jpg 2x" />`,
    ],
    ['<img srcset="/a.jpg 640w">', `<img srcset="${HERALD}/a.jpg 640w" src="${HERALD}/a.jpg" />`],
    [
      '<picture><source data-srcset="/a.webp"><img src="data:," alt="b"></picture>',
      `<picture><source srcset="${HERALD}/a.webp" /><img src="${HERALD}/a.webp" alt="b" /></picture>`,
    ],
    [
      '<picture><source srcset="/a.webp"></picture>',
      `<picture><source srcset="${HERALD}/a.webp" /><img src="${HERALD}/a.webp" /></picture>`,
    ],
    ['<video data-src="/v.mp4">Your browser plays no video.</video>', `<video src="${HERALD}/v.mp4"></video>`],
    [
      '<video><source data-src="/v.mp4"><p>Get a browser.</p></video>',
      `<video><source src="${HERALD}/v.mp4" /></video>`,
    ],
  ])('%j', (html, expected) => {
    expect(clean(html)).toBe(expected)
  })

  test('a picture without an address is reported', () => {
    expect(removalsOf('<img src="data:image/png;base64,AAAA">')).toEqual([
      'A picture without a web address was removed',
    ])
  })
})

describe('a frame of another host becomes a link', () => {
  test.each([
    ['https://datawrapper.dwcdn.net/abc/1/', 'datawrapper.dwcdn.net'],
    ['https://www.facebook.com/plugins/post.php?href=x', 'www.facebook.com'],
    ['//flo.uri.sh/visualisation/1/embed', 'flo.uri.sh'],
  ])('%s', (src, host) => {
    const link = `<a href="${resolve(src)}">${host}</a>`
    for (const attribute of [`src="${src}"`, `data-src="${src}" src="about:blank"`]) {
      expect(clean(`<iframe ${attribute}>Your browser has no frames</iframe>`)).toBe(`<p>${link}</p>`)
      expect(clean(`<p>See <iframe ${attribute}></iframe></p>`)).toBe(`<p>See ${link}</p>`)
    }
    expect(clean(`<object data="${src}">Install a plug-in</object>`)).toBe(`<p>${link}</p>`)
    expect(clean(`<embed src="${src}">`)).toBe(`<p>${link}</p>`)
    expect(clean(`<amp-iframe src="${src}"><amp-img placeholder src="/a.png"></amp-img></amp-iframe>`)).toBe(
      `<p>${link}</p>`,
    )
    expect(clean(`<div class="fb-post" data-href="${src}"></div>`)).toBe(`<p>${link}</p>`)
    expect(removalsOf(`<iframe src="${src}"></iframe><iframe src="${src}"></iframe>`)).toEqual([
      `A frame of ${host} became a link`,
    ])
  })

  test.each([
    '<iframe src="https://www.googletagmanager.com/ns.html" height="0" width="0" style="display:none"></iframe>',
    '<iframe srcdoc="<p>x</p>"></iframe>',
    '<iframe src="javascript:x()"></iframe>',
    '<object data="film.swf"></object>',
  ])('but not %s', (html) => {
    expect(clean(html)).toBe('')
    expect(removalsOf(html)).toHaveLength(1)
  })

  test.each([
    ['<object type="image/svg+xml" data="/a.svg">a</object>', `<img src="${HERALD}/a.svg" />`],
    [
      '<object><param name="movie" value="https://www.youtube.com/v/x"><embed src="https://www.youtube.com/v/x"></object>',
      '<p><a href="https://www.youtube.com/v/x">YouTube</a></p>',
    ],
  ])('%j', (html, expected) => {
    expect(clean(html).replace(/ (?:type|data)="[^"]*"/g, '')).toBe(expected)
  })
})

const YOUTUBE = 'https://www.youtube.com/watch?v=jNQXAC9IVRw'
const POSTER = '<img src="https://i.ytimg.com/vi/jNQXAC9IVRw/hqdefault.jpg" width="480" height="360" alt="" />'

describe('a player becomes a card', () => {
  test.each([
    ['https://www.youtube.com/embed/jNQXAC9IVRw', 'Me at the zoo', YOUTUBE, `${POSTER}<br />Me at the zoo (YouTube)`],
    ['https://www.youtube-nocookie.com/embed/jNQXAC9IVRw?rel=0', '', YOUTUBE, `${POSTER}<br />YouTube`],
    ['https://www.youtube.com/embed/jNQXAC9IVRw/?wmode=transparent', '', YOUTUBE, `${POSTER}<br />YouTube`],
    [
      'https://open.spotify.com/embed/user/12/playlist/6b3Y',
      '',
      'https://open.spotify.com/user/12/playlist/6b3Y',
      'Spotify',
    ],
    ['//youtube.com/embed/jNQXAC9IVRw', 'YouTube video player', YOUTUBE, `${POSTER}<br />YouTube`],
    ['https://www.youtube.com/embed/videoseries?list=PL1', '', 'https://www.youtube.com/playlist?list=PL1', 'YouTube'],
    ['https://www.youtube.com/embed/?listType=user', '', 'https://www.youtube.com/embed/?listType=user', 'YouTube'],
    [
      'https://player.vimeo.com/video/76979871?h=8272103f6e',
      'Vimeo Player',
      'https://vimeo.com/76979871/8272103f6e',
      'Vimeo',
    ],
    [
      'https://player.vimeo.com/video/76979871?title=0',
      ' The  film ',
      'https://vimeo.com/76979871',
      'The film (Vimeo)',
    ],
    ['https://open.spotify.com/embed/episode/7mak?utm=1', '', 'https://open.spotify.com/episode/7mak', 'Spotify'],
    ['https://w.soundcloud.com/player/?url=1', 'Song', 'https://w.soundcloud.com/player/?url=1', 'Song (SoundCloud)'],
  ])('%s, title "%s"', (src, title, href, text) => {
    const frame = `<iframe src="${src}" title="${title}" width="560" height="315" allowfullscreen></iframe>`
    expect(clean(frame)).toBe(`<p><a href="${href}">${text}</a></p>`)
    expect(clean(`<p>${frame}</p>`)).toBe(`<p><a href="${href}">${text}</a></p>`)
    expect(removalsOf(frame)).toEqual([])
  })

  test('or a link', () => {
    const frame = '<iframe src="https://www.youtube.com/embed/jNQXAC9IVRw" title="A & B"></iframe>'
    expect(cleanHtml(rawHtml(frame), resolve, '', 'link').content).toBe(
      `<p><a href="${YOUTUBE}">A &amp; B (YouTube)</a></p>`,
    )
  })

  test('a title of another frame is in its link', () => {
    expect(clean('<iframe src="https://datawrapper.dwcdn.net/abc/1/" title="Turnout"></iframe>')).toBe(
      '<p><a href="https://datawrapper.dwcdn.net/abc/1/">Turnout (datawrapper.dwcdn.net)</a></p>',
    )
  })
})

describe('links within the item', () => {
  const within = (html: string): string => cleanHtml(rawHtml(html), resolve, 'p-').content

  test.each([
    ['a footnote', '<a href="#fn1">1</a><p id="fn1">a</p>', '#p-fn1', 'p-fn1'],
    ['with a colon', '<a href="#fn:1">1</a><p id="fn:1">a</p>', '#p-fn:1', 'p-fn:1'],
    ['with the address of the page', `<a href="${PAGE}#fn1">1</a><p id="fn1">a</p>`, '#p-fn1', 'p-fn1'],
    ['to the name of an anchor', '<a href="#_ftn1">1</a><p><a name="_ftn1">a</a></p>', '#p-_ftn1', 'p-_ftn1'],
    ['percent-encoded', '<a href="#%C3%BCber">1</a><p id="über">a</p>', '#p-%C3%BCber', 'p-über'],
  ])('%s', (_name, html, href, id) => {
    expect(within(html)).toContain(` href="${href}"`)
    expect(within(html)).toContain(` id="${id}"`)
  })

  test.each(['#elsewhere', '#', '/other#fn1', '#%'])('%s leads to its page', (href) => {
    expect(within(`<a href="${href}">1</a><p id="fn1">a</p>`)).toContain(`<a href="${resolve(href)}"`)
  })

  test('cells name their headings', () => {
    expect(within('<table><tr><th id="a">A</th><td headers="a">1</td></tr></table>')).toContain('<td headers="p-a">')
  })

  test('ids differ between articles and languages, and stay the same', async () => {
    const content = '<p id="fn1">a</p>'
    const one = await ingestVariant({ content })
    expect((await ingestVariant({ content })).content).toBe(one.content)
    expect((await ingestVariant({ content }, { id: 'other' })).content).not.toBe(one.content)
  })

  // The W3C feed validator takes `<a href="#…">` for a relative address.
  test('the address is not the first attribute', () => {
    expect(within('<a href="#a">1</a><i id="a">a</i>')).toBe('<a target="_self" href="#p-a">1</a><i id="p-a">a</i>')
    expect(within('<a target="_blank" href="/a">1</a>')).not.toContain('target')
  })
})

test('a removal has an example, and kinds are limited', () => {
  const { removals } = cleanHtml(rawHtml('<button>Share</button><button>Like</button>'), resolve)
  expect(removals).toEqual([{ kind: 'The element "button" was removed', example: 'Share' }])
  const frames = Array.from({ length: 50 }, (_, index) => `<iframe src="https://h${index}.example/"></iframe>`)
  expect(removalsOf(frames.join(''))).toHaveLength(20)
})
