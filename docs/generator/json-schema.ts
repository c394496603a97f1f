import { code } from './markdown.ts'

/** As much of JSON Schema as our schemas use. */
export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | false
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

/** A key of a schema. */
export type Key = {
  /** The path of the key, such as `items`, `tags.items` or `{name}.url`. */
  readonly name: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

/** The keys of a mapping. A list of mappings, and a mapping of mappings, have the keys of their mappings. */
export function keysOf(schema: JsonSchema, prefix = ''): Key[] {
  const { properties, required = [], additionalProperties, items, anyOf = [], oneOf = [] } = schema
  const own = Object.entries(properties ?? {}).map(([name, value]) => ({
    name: prefix + name,
    schema: value,
    isRequired: required.includes(name),
  }))
  return [
    ...own,
    ...(additionalProperties ? keysOf(additionalProperties, `${prefix}{name}.`) : []),
    ...(items ? keysOf(items, prefix) : []),
    ...[...anyOf, ...oneOf].flatMap((option) => keysOf(option, prefix)),
  ]
}

/** All keys of a schema, at any depth. */
export function allKeysOf(schema: JsonSchema, prefix = ''): Key[] {
  return keysOf(schema, prefix).flatMap((key) => [key, ...allKeysOf(key.schema, `${key.name}.`)])
}

/** The type in words: `whole number, 1 to 1000`. */
export function typeOf(schema: JsonSchema): string {
  const { type, enum: values, const: value, items, additionalProperties, anyOf, oneOf } = schema
  const options = anyOf ?? oneOf
  if (options) return [...new Set(options.map(typeOf))].join(' or ')
  if (Array.isArray(type)) return type.map((one: string) => typeOf({ ...schema, type: one })).join(' or ')
  if (values) return values.map((one) => code(String(one))).join(', ')
  if (value !== undefined) return code(String(value))
  if (type === 'array') return `list of ${items ? pluralOf(items) : 'values'}`
  if (type === 'integer') return `whole number${rangeOf(schema)}`
  if (type === 'object')
    return additionalProperties ? `mapping of names to ${pluralOf(additionalProperties)}` : 'mapping'
  return TYPE_NAMES[String(type)] ?? 'any value'
}

const TYPE_NAMES: Readonly<Record<string, string>> = { string: 'text', null: '`null`', boolean: '`true` or `false`' }

const PLURALS: Readonly<Record<string, string>> = {
  text: 'texts',
  mapping: 'mappings',
  'whole number': 'whole numbers',
}

function pluralOf(schema: JsonSchema): string {
  const options = schema.anyOf ?? schema.oneOf
  if (options) return [...new Set(options.map(pluralOf))].join(' or ')
  if (schema.type === 'array') return `lists of ${schema.items ? pluralOf(schema.items) : 'values'}`
  const name = typeOf(schema)
  return PLURALS[name] ?? name
}

function rangeOf({ minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: JsonSchema): string {
  if (minimum === Number.MIN_SAFE_INTEGER) return ''
  return maximum === Number.MAX_SAFE_INTEGER ? `, ${minimum} or more` : `, ${minimum} to ${maximum}`
}
