import { slug } from 'github-slugger'
import { stringify } from 'yaml'
import { type JsonSchema, type Key, keysOf, typeOf } from './json-schema.ts'
import { code, codeBlock, pageOf, tableOf } from './markdown.ts'

/** How examples are written. */
export type Notation = 'yaml' | 'json'

/** A page with a section for each key of a schema. */
export function schemaPage(title: string, intro: string, schema: JsonSchema, notation: Notation): string {
  const keys = keysOf(schema)
  const contents = keys.map(({ name, isRequired }) => `[${code(name)}](#${slug(name)})${isRequired ? ' *' : ''}`)
  const sections = keys.map((key) => sectionOf(key, schema, notation))
  return pageOf(title, intro, `${contents.join(' · ')} (\\* required)`, ...sections)
}

function sectionOf(key: Key, root: JsonSchema, notation: Notation): string {
  const { name, schema } = key
  const example = schema.examples?.[0]
  const written =
    notation === 'yaml'
      ? stringify({ [name]: example }, { lineWidth: 0 })
      : JSON.stringify({ [name]: example }, null, 2)
  const facts = [`Type: ${typeOf(schema)}`, defaultOf(key, notation)].filter((fact) => fact !== undefined)
  const blocks = [`## ${code(name)}`, meaningOf(schema), `${facts.join('. ')}.`, codeBlock(notation, written)]
  return [...blocks, ...tablesOf(schema, root, notation)].join('\n\n')
}

/** Tables of the keys inside a key. A list with several kinds of mappings has one table for each kind. */
function tablesOf(schema: JsonSchema, root: JsonSchema, notation: Notation): string[] {
  const kinds = schema.items?.oneOf
  if (kinds) {
    return kinds.flatMap((kind) => [
      `### ${code(`type: ${kind.properties?.type?.const}`)}`,
      ...tablesOf(kind, root, notation),
    ])
  }
  const rows = rowsOf(keysOf(schema), root, notation)
  return rows.length === 0 ? [] : [tableOf([['key', 'type', 'default', 'meaning', 'example'], ...rows])]
}

function rowsOf(keys: readonly Key[], root: JsonSchema, notation: Notation): string[][] {
  return keys.flatMap((key) => {
    const { name, schema, isRequired } = key
    const twin = sectionWithSameKeys(key, root)
    const meaning = meaningOf(schema)
    const type = twin === undefined ? typeOf(schema) : `as [${code(twin)}](#${slug(twin)})`
    const value = isRequired ? 'required' : (defaultOf(key, notation)?.replace('Default: ', '') ?? '')
    const row = [code(name), type, value, meaning, code(inlined(schema.examples?.[0], notation))]
    return [row, ...(twin === undefined ? rowsOf(keysOf(schema, `${name}.`), root, notation) : [])]
  })
}

/** A section of the page with the same inner keys, such as `image` for `variants.{name}.image`. */
function sectionWithSameKeys({ name, schema }: Key, root: JsonSchema): string | undefined {
  const last = name.split('.').at(-1) ?? name
  const section = root.properties?.[last]
  if (!section || section === schema) return undefined
  const [own, told] = [schema, section].map((one) =>
    keysOf(one)
      .map((key) => key.name)
      .join(),
  )
  return own !== '' && own === told ? last : undefined
}

/** The description without the sentence about the default, which the page shows separately. */
function meaningOf({ description = '' }: JsonSchema): string {
  return description.replace(/ Default: .*\.$/s, '')
}

function defaultOf({ schema, isRequired }: Key, notation: Notation): string | undefined {
  if (isRequired) return 'Required'
  const text = / Default: (.*)\.$/s.exec(schema.description ?? '')?.[1]
  if (text !== undefined) return `Default: ${text}`
  const isDividedAmongKeys = schema.properties !== undefined && inlined(schema.default, notation) === '{}'
  if (isDividedAmongKeys) return 'Default: those of its keys'
  return schema.default === undefined ? undefined : `Default: ${code(inlined(schema.default, notation))}`
}

function inlined(value: unknown, notation: Notation): string {
  if (notation === 'json') return JSON.stringify(value)
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim()
  return text
    .replace(/^([[{]) (.*) ([\]}])$/s, '$1$2$3')
    .replace(/^\{\s*\}$/, '{}')
    .replace(/^\[\s*\]$/, '[]')
}
