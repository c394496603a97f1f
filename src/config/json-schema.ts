import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { jsonSchemaOf, withDefaultText } from '../intake/json-schema.ts'
import { environmentSchema } from './environment.ts'
import { siteSchema } from './site-schema.ts'

/** As much of JSON Schema as has keys. */
type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | false
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
}

type Descriptions = Readonly<
  Record<string, { readonly [name in 'description' | 'example' | 'default' | 'defaultText']?: unknown }>
>

/** JSON Schema of `site.yaml`, for editors and docs/reference. */
export function siteJsonSchema(): object {
  return { ...described(jsonSchemaOf(siteSchema), descriptionsOf('site')), title: 'site.yaml of Polyfeed' }
}

export function environmentJsonSchema(): object {
  return described(jsonSchemaOf(environmentSchema), descriptionsOf('environment'))
}

function descriptionsOf(section: 'site' | 'environment'): Descriptions {
  return parse(readFileSync(path.join(import.meta.dirname, 'descriptions.yaml'), 'utf8'))[section]
}

/** `prefix` is the path of the keys. `kind` is the value by which a mapping differs from others: `type: json`. */
function described(schema: Schema, descriptions: Descriptions, prefix = '', kind?: string): Schema {
  const { properties, additionalProperties, items, anyOf, oneOf } = schema
  const within = (inner: Schema): Schema => described(inner, descriptions, prefix, kindOf(inner) ?? kind)
  const describedKey = ([name, value]: [string, Schema]) => {
    const key = prefix + name
    // Elements of channels, of items and of partners have the same keys.
    const shared = key.replace(/^.*\bextensions\..*?((?:attributes\.)?\w+)$/, 'extensions.*.$1')
    const { example, ...texts } = descriptions[`${prefix}${kind}.${name}`] ?? descriptions[shared] ?? {}
    return [name, withDefaultText({ ...described(value, descriptions, `${key}.`), ...texts, examples: [example] })]
  }
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(describedKey)) }),
    ...(additionalProperties && { additionalProperties: within(additionalProperties) }),
    ...(items && { items: within(items) }),
    ...(anyOf && { anyOf: anyOf.map(within) }),
    ...(oneOf && { oneOf: oneOf.map(within) }),
  }
}

function kindOf({ properties = {} }: Schema): string | undefined {
  return Object.values(properties).find((property) => property.const !== undefined)?.const as string | undefined
}
