import type { Writer } from './prose.ts'
import { between, oneOf, type Random } from './random.ts'

/** HTML of about `bytes` bytes, as generators and highlighters render it: classes, anchors, entities, nested lists. */
export function renderedBody({ word, phrase }: Writer, random: Random, bytes: number): string {
  let id = 0
  const address = (): string => `/stories/story-${between(random, 1, 2000)}/`
  const several = (least: number, most: number, part: (index: number) => string): string =>
    Array.from({ length: between(random, least, most) }, (_, index) => part(index)).join('')
  const inline = (): string => {
    const text = phrase(random, 3, 9)
    const chance = random()
    if (chance < 0.08) return `<a href="${address()}" rel="noopener" target="_blank">${text}</a>`
    if (chance < 0.14) return `<strong>${text}</strong>`
    if (chance < 0.2) return `<code class="language-plaintext highlighter-rouge">${word(random)}&lt;T&gt;</code>`
    if (chance < 0.24) return `&ldquo;${text}&rdquo;&nbsp;&mdash; ${word(random)}`
    return chance < 0.27 ? `${text}&#8217;s &amp; <em>${word(random)}</em>` : text
  }
  const sentence = (): string => `${several(1, 3, (index) => (index > 0 ? ', ' : '') + inline())}. `
  const paragraph = (): string => `<p>${several(3, 6, sentence).trim()}</p>\n`
  const token = (): string => `<span class="${oneOf(random, ['k', 'nx', 'kd', 's1'])}">${word(random)}</span>`
  const line = (): string =>
    `<span class="line"><span class="cl">${several(3, 6, token)}<span class="o">=&gt;</span></span></span>\n`
  const cells = (name: string): string =>
    `<tr>${`<${name} style="text-align:left">${phrase(random, 1, 3)}</${name}>`.repeat(4)}</tr>\n`
  const item = (): string => `<li>${sentence().trim()}</li>\n`
  const blocks = [
    () => {
      const anchor = `section-${++id}`
      const link = `<a class="anchor" href="#${anchor}" aria-hidden="true">#</a>`
      return `<h2 id="${anchor}">${phrase(random, 2, 6)}${link}</h2>\n`
    },
    () =>
      `<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-ts" data-lang="ts">${several(4, 12, line)}</code></pre></div>\n`,
    () =>
      `<div class="table-wrapper"><table>\n<thead>\n${cells('th')}</thead>\n<tbody>\n${several(3, 8, () => cells('td'))}</tbody>\n</table></div>\n`,
    () => {
      const source = `/pictures/${between(random, 1, 500)}`
      const image = `<img src="${source}.jpg" srcset="${source}-480.jpg 480w, ${source}.jpg 960w" loading="lazy" width="960" height="540" alt="${phrase(random, 2, 5)}">`
      return `<figure class="align-center">${image}<figcaption>${phrase(random, 3, 8)}</figcaption></figure>\n`
    },
    () => `<ul>\n${several(3, 6, item)}<li>${word(random)}\n<ol>\n${several(2, 4, item)}</ol>\n</li>\n</ul>\n`,
    () => `<blockquote>\n${paragraph()}</blockquote>\n`,
  ]
  let html = paragraph()
  while (Buffer.byteLength(html) < bytes) html += random() < 0.6 ? paragraph() : oneOf(random, blocks)()
  return html
}
