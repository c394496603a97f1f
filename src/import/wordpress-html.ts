import type { Register } from './wordpress-register.ts'

const BLOCK_COMMENT = /<!-- \/?wp:([a-z][\w/-]{0,99})(?:(?!-->)[\s\S]){0,20000}?-->\n?/g
const CAPTION = /\[(?:wp_)?caption\b([^\]]{0,2000})\]([\s\S]{0,9000}?)\[\/(?:wp_)?caption\]/g
const PICTURE = /^(?:(?!<img)[\s\S]){0,3000}<img\b[^>]{0,3000}>(?:\s{0,99}<\/a>)?/
const EMBED = /\[embed\b[^\]]{0,500}\]([^[\]]{0,2000})\[\/embed\]/g
/** WordPress embeds what an address on a line of its own shows. */
const ADDRESS_LINE = /^[ \t]{0,20}(https?:\/\/[^\s<>"[\]]{1,2000})[ \t]{0,20}$/gm
const YOUTUBE =
  /^https?:\/\/(?:www\.|m\.)?(?:youtube\.com\/(?:watch\?(?:\S{0,200}&)?v=|shorts\/)|youtu\.be\/)([\w-]{6,20})/
const SHORTCODE = /(?:(?<!\w)|(?=\[\/))\[(\[?)(\/?)([a-z][\w-]{1,60})((?:\s[^[\]<>]{0,3000})?)\](\]?)/gi

/** A text of WordPress as HTML, with what WordPress adds when it shows the post. */
export function htmlOfWordPress(
  written: string,
  register: Register,
  postId: string,
  report: (message: string) => void,
): string {
  const html = written
    .replace(/\r\n?/g, '\n')
    .replace(BLOCK_COMMENT, (_, name: string) => {
      if (name === 'block') report('A reusable block was removed')
      return ''
    })
    .replace(CAPTION, (_, attributes: string, inner: string) => {
      const picture = PICTURE.exec(inner)?.[0] ?? ''
      const caption = inner.slice(picture.length).trim() || attributeOf(attributes, 'caption')
      return `\n\n<figure>${picture.trim()}<figcaption>${caption}</figcaption></figure>\n\n`
    })
    .replace(EMBED, (_, url: string) => `\n\n${url.trim()}\n\n`)
  const closed = new Set([...html.matchAll(/\[\/([a-z][\w-]{1,60})\]/gi)].map(([, name]) => name))
  const expanded = html.replace(
    SHORTCODE,
    (code, escaped, _slash, name: string, attributes: string, end, at: number) => {
      if (escaped && end) return code.slice(1, -1)
      if (name === 'gallery') return galleryOf(attributeOf(attributes, 'ids|include'), register, postId)
      const address = /(?<!poster=["'])https?:\/\/[^\s"'<>]+/.exec(attributes)?.[0] ?? ''
      const isMedia = name === 'audio' || name === 'video'
      if (isMedia) return address && `\n\n<${name} controls src="${address}"></${name}>\n\n`
      // Brackets in prose and code are no shortcodes: [sic], [a-z], [see https://site.example].
      const [before, after] = [html.slice(Math.max(0, at - 9), at), html.slice(at + code.length, at + code.length + 9)]
      const isAlone = /(?:^|[\n>])[ \t]*$/.test(before) && /^[ \t]*(?:$|[\n<])/.test(after)
      const isUnusual = /[_-]/.test(name) || /https?:|\/$/.test(attributes)
      if (!closed.has(name) && !/\s[\w-]+=/.test(attributes) && !(isAlone && isUnusual)) return code
      const result = closed.has(name) ? 'was removed, not its content' : address ? 'became a link' : 'was removed'
      report(`The shortcode [${name}] ${result}`)
      return address && `\n\n${address}\n\n`
    },
  )
  const embedded = expanded.replace(ADDRESS_LINE, (_, url: string) => {
    const video = YOUTUBE.exec(url)?.[1]
    const frame = `<iframe src="https://www.youtube-nocookie.com/embed/${video}"></iframe>`
    return video ? frame : `<a href="${url}">${url}</a>`
  })
  return (written.includes('<!-- wp:') ? embedded : withParagraphs(embedded)).trim()
}

function galleryOf(ids: string, { attachment, picturesOf }: Register, postId: string): string {
  const pictures = ids ? ids.split(',').flatMap((id) => attachment(id.trim()) ?? []) : picturesOf(postId)
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return pictures
    .map(({ url, alt }) => `\n\n<figure><img src="${escaped(url)}" alt="${escaped(alt)}"></figure>\n\n`)
    .join('')
}

function attributeOf(attributes: string, names: string): string {
  return new RegExp(`\\b(?:${names})=(["'”″]?)(.{0,2000}?)\\1(?=\\s|/|$)`, 's').exec(attributes)?.[2] ?? ''
}

const BLOCK_TAG =
  /<(\/?)(address|article|aside|audio|blockquote|center|details|dd|div|dl|dt|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|iframe|li|main|math|nav|object|ol|p|pre|script|section|style|summary|svg|table|textarea|ul|video)\b[^<>]{0,3000}>/gi

/** Elements whose text stays as it is. */
const VERBATIM =
  /^(?:audio|dl|figure|h[1-6]|iframe|math|object|ol|p|pre|script|style|summary|svg|table|textarea|ul|video)$/

const OPEN_MAX = 100

/** Blank lines become paragraphs and line breaks `<br>`, as WordPress shows texts of its classic editor. */
function withParagraphs(text: string): string {
  const open: string[] = []
  let [html, at] = ['', 0]
  for (const { 0: tag, 1: slash, 2: written = '', index } of text.matchAll(BLOCK_TAG)) {
    const between = text.slice(at, index)
    html += (open.length > 0 ? between : paragraphs(between)) + tag
    at = index + tag.length
    const name = written.toLowerCase()
    // The end tag of <p> is optional.
    const ended = slash ? open.lastIndexOf(name) : open.at(-1) === 'p' ? open.length - 1 : -1
    if (ended >= 0) open.length = ended
    if (!slash && VERBATIM.test(name) && open.length < OPEN_MAX) open.push(name)
  }
  return html + (open.length > 0 ? text.slice(at) : paragraphs(text.slice(at)))
}

function paragraphs(text: string): string {
  const parts = text.split(/\n[^\S\n]*\n\s*/).map((part) => part.trim())
  const isProse = (part: string): boolean => part !== '' && !/^<!--[^<>]*-->$/.test(part)
  return parts
    .map((part) => (isProse(part) ? `<p>${part.replace(/(?<!<br ?\/?>)\n/g, '<br>\n')}</p>` : part))
    .join('\n')
}
