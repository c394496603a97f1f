import { type Dialect, type DialectSettings, escapeHtml, mappingIn, type Values } from './dialect.ts'
import { codeBlock, embedded } from './embeds.ts'
import { referenceResolver } from './references.ts'
import { type Call, expandShortcodes, QUOTED, type Render, type TagSyntax } from './shortcodes.ts'

const NAME = '[\\w.-]{1,99}(?:/[\\w.-]{1,99}){0,9}'
const PARAMETERS = `(?:\\s|${QUOTED}|(?!\\{\\{|/?[>%]\\}\\})[^\\s"\`]){0,2000}`

/** https://gohugo.io/content-management/shortcodes/. `{{</* x *\/>}}` shows the shortcode itself. */
const SYNTAX: TagSyntax = {
  tag: new RegExp(
    `\\{\\{[<%](?:(?<literal>/\\*(?:(?!\\{\\{)[^]){0,2000}?\\*/)|\\s{0,99}(?<close>/)?\\s{0,99}(?<name>${NAME})(?<parameters>${PARAMETERS})(?<single>/)?)[>%]\\}\\}`,
    'g',
  ),
  parameter: new RegExp(`(?:(?<name>[A-Za-z_][\\w-]*)\\s{0,99}=\\s{0,99})?(?<value>${QUOTED}|[^\\s"\`]+)`, 'g'),
}

export function hugo(settings: DialectSettings): Dialect {
  return {
    adapt: (written) => {
      const values: Values = { ...mappingIn(written, 'params'), ...mappingIn(written, 'Params'), ...written }
      // The taxonomy that Hugo's documentation and themes add.
      const { tags = values.tag ?? [], series } = values
      return series ? { ...values, tags: [tags, series].flat() } : values
    },
    body: (text, page, warn) => {
      const resolve = referenceResolver(settings, warn)
      const reference: Render = ({ parameters, offset }) =>
        resolve(parameters.get('path') ?? parameters.get('0') ?? '', page, offset)
      const own = new Map<string, Render>([
        ...BUILT_IN,
        ...['ref', 'relref'].map((name) => [name, reference] as const),
        ['param', ({ parameters }) => parameterOf(page.values, parameters.get('0') ?? '')],
      ])
      const render: Render = (call) => {
        // Its text is a template in Go.
        if (call.name.endsWith('.inline')) return ''
        return own.get(call.name)?.(call) ?? embedded(call)
      }
      return expandShortcodes(text, SYNTAX, render, page, warn)
    },
  }
}

const BUILT_IN: readonly (readonly [string, Render])[] = [
  ['highlight', highlight],
  ['details', details],
  ['comment', () => ''],
  // A picture for people in front of another screen.
  ['qr', () => ''],
]

/** Hugo highlights a part of a sentence if `hl_inline` is set. */
function highlight({ parameters, inner = '' }: Call): string {
  const isInline = /hl_inline\s*=\s*"?true/i.test([...parameters].map((pair) => pair.join('=')).join(' '))
  return isInline ? `<code>${escapeHtml(inner.trim())}</code>` : codeBlock(inner)
}

function details({ parameters, inner = '' }: Call): string {
  const summary = parameters.get('summary') ?? parameters.get('0') ?? 'Details'
  return `<details><summary>${escapeHtml(summary)}</summary>\n\n${inner.trim()}\n\n</details>`
}

function parameterOf(values: Values, name: string): string | undefined {
  const keys = name.split('.')
  const key = keys.pop() as string
  const value = new Map(Object.entries(keys.reduce(mappingIn, values))).get(key)
  return value === undefined || typeof value === 'object' ? undefined : escapeHtml(String(value))
}
