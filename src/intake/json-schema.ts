import { z } from 'zod'
import { writtenArticleSchema } from './article-schema.ts'

/** JSON Schema of an article as it is written, for editors and for the newsroom's own checks. */
export function articleJsonSchema(): object {
  return { ...jsonSchemaOf(writtenArticleSchema), title: 'An article of Polyfeed' }
}

/** What people write, not what becomes of it: keys with defaults are optional. */
export function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const { defaultText, description } = jsonSchema
      if (defaultText === undefined) return
      // JSON Schema has no keyword for a default that is no fixed value: editors show it with the description.
      jsonSchema.description = `${description} Default: ${defaultText}.`
      delete jsonSchema.defaultText
    },
  })
}
