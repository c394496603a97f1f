import { escapeHtml, mappingIn, type Page, type Warn } from './dialect.ts'
import { codeBlock, embedded } from './embeds.ts'

// Quantifiers are bounded because unbounded ones take quadratic time.
const BRACES = '\\{(?:[^{}]|\\{(?:[^{}]|\\{[^{}]{0,500}\\}){0,500}\\}){0,1000}\\}'
const STRING = '"(?:[^"\\\\]|\\\\.){0,2000}"|\'(?:[^\'\\\\]|\\\\.){0,2000}\'|`(?:[^`\\\\$]|\\\\.){0,4000}`'

/** The syntax of MDX, and code, in which it has no meaning. https://mdxjs.com/docs/what-is-mdx/ */
const SYNTAX = new RegExp(
  [
    '(?<code>(?<ticks>`{1,9})(?!`)(?:(?!\\n[ \\t]{0,9}\\n)[^]){1,2000}?(?<!`)\\k<ticks>(?!`)|(?:\\\\[^\\n]){1,99}|<!--(?:(?!<!--)[^]){0,2000}?-->)',
    '\\{\\s{0,99}/\\*(?<comment>(?:(?!\\{)[^]){0,2000}?)\\*/\\s{0,99}\\}',
    `<CodeBlock(?=[\\s>])[^>]{0,500}>\\s{0,99}\\{\\s{0,99}(?<listing>${STRING})\\s{0,99}\\}\\s{0,99}</CodeBlock>`,
    `\\{\\s{0,99}(?<string>${STRING})\\s{0,99}\\}`,
    // A property, or a call of a function. Other braces are TeX or text.
    '(?<![\\w^$}\\])])(?<value>\\{\\s{0,99}[A-Za-z_]\\w{0,99}(?:\\??\\.\\w{1,99}){0,9}(?:\\([^(){}]{0,500}\\))?\\s{0,99}\\})',
    `<(?<slash>/?)(?<name>[A-Za-z][\\w.-]{0,99})?(?<attributes>(?:\\s(?:[^<>{}"'/]|/(?!>)|"[^"]{0,2000}"|'[^']{0,2000}'|${BRACES}){0,500})?)(?<single>/?)>`,
  ].join('|'),
  'gs',
)

const ATTRIBUTE = new RegExp(`([\\w:.-]{1,99})(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'|(${BRACES})))?|${BRACES}`, 'g')
const IMAGE_IMPORT = /\bimport\s+([\w$]+)\s+from\s+["']([^"'\n]+\.(?:png|jpe?g|gif|webp|avif|svg))["']/g

/** Turns MDX into Markdown with HTML: imports, exports, comments, expressions and components go, their text stays. */
export function mdx(text: string, { values }: Page, warn: Warn): string {
  // Docusaurus: a file that says that it is Markdown alone.
  if (mappingIn(values, 'mdx').format === 'md') return text
  const images = new Map<string, string>()
  const rewrite = (prose: string, start: number): string =>
    prose.replace(SYNTAX, (...match) => {
      const { code, comment, listing, string, value, ...tag } = match.at(-1) as Record<string, string | undefined>
      const [whole, offset] = [match[0] as string, start + (match.at(-3) as number)]
      if (code !== undefined) return code
      if (comment !== undefined) return comment.trim() === 'truncate' ? '<!-- truncate -->' : ''
      if (listing !== undefined) return codeBlock(unquoted(listing))
      if (string !== undefined) return unquoted(string)
      const html = value === undefined ? renderTag(whole, tag, images) : undefined
      if (html === undefined) {
        const what = value === undefined ? `The component "${tag.name}"` : 'An expression in braces'
        warn('component_removed', offset, `${what} has no text of its own, so it was removed.`)
      }
      return html ?? ''
    })
  const read = ({ kind, lines, start }: Block): string => {
    const block = lines.join('\n')
    if (kind === 'code') return block
    if (kind === 'prose') return rewrite(block, start)
    for (const [, name = '', file = ''] of block.matchAll(IMAGE_IMPORT)) images.set(name, file)
    return ''
  }
  return blocksOf(text).map(read).join('\n')
}

type Tag = Readonly<Record<string, string | undefined>>

/** `undefined` for a component without text. Other elements stay: the text of unknown ones stays when HTML is sanitised. */
function renderTag(
  whole: string,
  { slash, name = '', attributes = '', single }: Tag,
  images: ReadonlyMap<string, string>,
): string | undefined {
  const parameters = new Map(
    [...attributes.matchAll(ATTRIBUTE)].flatMap(([, key, double, quoted, braces]) => {
      const expression = braces?.slice(1, -1).trim() ?? ''
      const file =
        /^(?:require|useBaseUrl)\(\s*["'`](.+?)["'`]\s*\)/.exec(expression)?.[1] ??
        images.get(expression.replace(/\.src$/, ''))
      const literal = /^["'`]/.test(expression) ? unquoted(expression) : /^\d+$/.exec(expression)?.[0]
      const value = braces === undefined ? (double ?? quoted ?? '') : (file ?? literal)
      return key === undefined || value === undefined ? [] : [[key, value] as const]
    }),
  )
  if (/^[a-z]/.test(name)) {
    if (!attributes.includes('{')) return whole
    return `<${name}${[...parameters].map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('')}${single}>`
  }
  if (name === 'TabItem' && !slash) return `**${parameters.get('label') ?? parameters.get('value') ?? ''}**\n`
  if (!single) return ''
  const isImage = /\.(?:png|jpe?g|gif|webp|avif|svg)(?:[?#]|$)/i.test(parameters.get('src') ?? '')
  return embedded({ name: isImage ? 'figure' : name, parameters, inner: undefined })
}

function unquoted(string: string): string {
  return string.slice(1, -1).replace(/\\(.)/gs, (_, sign) => (sign === 'n' ? '\n' : sign))
}

type Block = { readonly kind: 'prose' | 'code' | 'module'; readonly lines: string[]; readonly start: number }

const FENCE = /^[ \t]{0,40}(`{3,}|~{3,})/
/** Docusaurus: a fence around MDX, for editors that do not know MDX. */
const WRAPPER = /^[ \t]{0,40}(`{3,})mdx-code-block[ \t]*$/
/** JavaScript, which begins after an empty line and ends at one. */
const MODULE =
  /^(?:import\s+(?:["'{*]|[\w$]+(?:,|\s+from\s*["']))|export\s+(?:const|let|var|function|default|async|class|type|interface|[{*]))/
const STRINGS = new RegExp(STRING, 'g')
/** Ends JavaScript with an open bracket, so that a mistake never takes the rest of an article. */
const HEADING = /^#{1,6} /
const ADMONITION = /^([ \t]{0,40}):{3,10}[ \t]?[A-Za-z][\w-]{0,40}(?:\[(.{0,500})\])?(?:\{.{0,500}\})?[ \t]*(.{0,500})$/
const CONTAINER = /^[ \t]{0,40}<(\/?)(?!CodeBlock)(?:[A-Z][\w.]{0,99}|details|div)(?:\s[^<>]{0,500})?(?<!\/)>[ \t]*$/

/** Fenced code, JavaScript, and the text between. MDX has no indented code, so the text of components is dedented. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  const containers: { readonly base: number; inner?: number }[] = []
  const admonitions: string[] = []
  let [fence, depth, start] = ['', 0, 0]
  let [isModule, wrapper] = [false, '']
  for (const sourceLine of text.split('\n')) {
    const container = containers.at(-1)
    const indent = /^[ \t]*/.exec(sourceLine)?.[0].length ?? 0
    if (container && sourceLine.trim() !== '') container.inner ??= indent
    const shift = Math.min(indent, Math.max(0, (container?.inner ?? 0) - (container?.base ?? 0)))
    let line = sourceLine.slice(shift)
    const wrapping = WRAPPER.exec(line)?.[1]
    if (fence === '' && (wrapping || (wrapper && line.trim() === wrapper))) [wrapper, line] = [wrapping ?? '', '']
    const run = FENCE.exec(line)?.[1]
    const wasCode = fence !== ''
    if (run && !isModule && (!wasCode || (run.startsWith(fence) && line.trim() === run))) fence = wasCode ? '' : run
    const isCode = wasCode || fence !== ''
    const isEmpty = line.trim() === ''
    if (!isCode) {
      const begins = !isModule && MODULE.test(line)
      if (isModule && ((isEmpty && depth <= 0) || HEADING.test(line))) isModule = false
      if (begins) [isModule, depth] = [true, 0]
      if (isModule)
        for (const [sign] of line.replace(STRINGS, '').matchAll(/[(){}[\]]/g)) depth += '({['.includes(sign) ? 1 : -1
      const [, slash] = CONTAINER.exec(line) ?? []
      if (slash === '') containers.push({ base: indent - shift })
      else if (slash) containers.pop()
      const [, margin, bracketed, title] = ADMONITION.exec(line) ?? []
      if (margin !== undefined) {
        admonitions.push(margin)
        line = `${margin}<blockquote>\n${bracketed || title ? `\n${margin}**${bracketed || title}**\n` : ''}`
      } else if (admonitions.length > 0 && /^[ \t]*:{3,10}[ \t]*$/.test(line))
        line = `\n${admonitions.pop()}</blockquote>\n`
    }
    const kind = isCode ? 'code' : isModule ? 'module' : 'prose'
    const last = blocks.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else blocks.push({ kind, lines: [line], start })
    start += sourceLine.length + 1
  }
  return blocks
}
