import { z } from 'zod'
import { writtenArticleSchema } from './article-schema.ts'

let articleSchema: object | undefined

/** The JSON Schema of a written article, for editors and the newsroom's own checks. */
export function articleJsonSchema(): object {
  // Created once: it is a document, and every change of site.yaml makes new documents.
  articleSchema ??= { ...jsonSchemaOf(writtenArticleSchema), title: 'An article of Polyfeed' }
  return articleSchema
}

/** Describes the schema's input, not its output: keys with defaults are optional. */
export function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // zod drops examples and defaults of schemas with a transform, because they may be outputs. Ours are inputs.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {}
      if (examples !== undefined) jsonSchema.examples = examples as unknown[]
      const value = defaultOf(zodSchema)
      if (value !== undefined) jsonSchema.default = value
      Object.assign(jsonSchema, withDefaultText(jsonSchema))
      delete jsonSchema.defaultText
    },
  })
}

/** JSON Schema has no keyword for a default that is not a fixed value. Editors show the description. */
export function withDefaultText<S extends { defaultText?: unknown; description?: unknown }>(schema: S) {
  const { defaultText, ...rest } = schema
  return defaultText === undefined ? rest : { ...rest, description: `${schema.description} Default: ${defaultText}.` }
}

type Defaulted = { readonly type: string; readonly defaultValue?: unknown; readonly innerType?: z.core.$ZodType }

function defaultOf(schema: z.core.$ZodType): z.core.util.JSONType | undefined {
  const { type, defaultValue, innerType } = schema._zod.def as Defaulted
  if (type === 'default' || type === 'prefault') return defaultValue as z.core.util.JSONType
  return innerType && defaultOf(innerType)
}
