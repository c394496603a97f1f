import { type Dialect, type DialectSettings, mappingIn } from './dialect.ts'
import { embedded } from './embeds.ts'
import { referenceResolver } from './references.ts'
import { expandShortcodes, QUOTED, type TagSyntax } from './shortcodes.ts'

const VALUE = `${QUOTED}|\\[[^\\]]{0,2000}\\]|[\\w.+-]{1,99}`
const CALL = `(?<name>[A-Za-z_]\\w{0,99})\\((?<parameters>(?:[\\s,=]|${VALUE}){0,2000})\\)`

/** https://www.getzola.org/documentation/content/shortcodes/ */
const SYNTAX: TagSyntax = {
  tag: new RegExp(
    `\\{[{%](?:(?<literal>/\\*(?:(?!\\{[{%])[^]){0,2000}?\\*/)|-?\\s{0,99}(?:(?<close>end)|${CALL})\\s{0,99}-?)(?<single>(?=\\}))?[}%]\\}`,
    'g',
  ),
  parameter: new RegExp(`(?<name>[A-Za-z_]\\w*)\\s{0,99}=\\s{0,99}(?<value>${VALUE})`, 'g'),
}

const INTERNAL_LINK = /(\]\(<?|\]:[ \t]{1,9})@\/([^\s()<>]{1,500})/g

export function zola(settings: DialectSettings): Dialect {
  return {
    adapt: (written) => {
      const values = { ...mappingIn(written, 'extra'), ...mappingIn(written, 'taxonomies'), ...written }
      return typeof written.path === 'string' ? { ...values, url: `/${written.path.replace(/^\/|\/$/g, '')}/` } : values
    },
    body: (text, page, warn) => {
      const resolve = referenceResolver(settings, warn)
      const linked = text.replace(
        INTERNAL_LINK,
        (_, before: string, target: string, at: number) => before + resolve(target, page, at),
      )
      return expandShortcodes(linked, SYNTAX, embedded, page, warn)
    },
  }
}
