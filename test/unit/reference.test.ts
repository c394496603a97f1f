import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { allKeysOf, type JsonSchema } from '../../docs/generator/json-schema.ts'
import { REFERENCE_FOLDER, referencePages } from '../../docs/reference.ts'
import { environmentSchema } from '../../src/config/environment.ts'
import { siteJsonSchema } from '../../src/config/site-file.ts'
import { siteSchema } from '../../src/config/site-schema.ts'
import { writtenArticleSchema } from '../../src/intake/article-schema.ts'
import { articleJsonSchema, jsonSchemaOf } from '../../src/intake/json-schema.ts'

const DATA = path.resolve(import.meta.dirname, '../../data')
const pages = await referencePages()

test.each([...pages.keys()])('docs/reference/%s is what `npm run reference` writes', (file) => {
  expect(readFileSync(path.join(REFERENCE_FOLDER, file), 'utf8')).toBe(pages.get(file))
})

test('docs/reference has no other page', () => {
  expect(readdirSync(REFERENCE_FOLDER).sort()).toEqual([...pages.keys()].sort())
})

test.each([
  ['site', siteJsonSchema()],
  ['article', articleJsonSchema()],
])('data/%s.schema.json is what `npm run schemas` writes', (name, schema) => {
  expect(JSON.parse(readFileSync(path.join(DATA, `${name}.schema.json`), 'utf8'))).toEqual(schema)
})

const ajv = new Ajv2020({ strict: false })

const KEYS = Object.entries({
  'site.yaml': siteJsonSchema(),
  article: articleJsonSchema(),
  environment: jsonSchemaOf(environmentSchema),
}).flatMap(([where, schema]) => allKeysOf(schema as JsonSchema).map((key) => ({ where, ...key })))

describe('a key has a description, an example, and a default if it is optional', () => {
  test('keys are found at every depth', () => {
    const names = KEYS.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['partners.{name}.utm.id', 'variants.{name}.correction.note', 'PORT']))
  })

  test.each(KEYS)('$where: $name', ({ schema, isRequired }) => {
    expect(schema.description).toMatch(/^\S.*\.$/s)
    expect(schema.examples).toHaveLength(1)
    expect(ajv.validate(schema, schema.examples?.[0]), ajv.errorsText()).toBe(true)
    const hasDefault = schema.default !== undefined || / Default: \S.*\.$/s.test(schema.description ?? '')
    expect(hasDefault).toBe(!isRequired)
  })
})

// JSON Schema cannot express all rules, so the Zod schemas check the examples too.
describe('the program accepts the example of a key', () => {
  const keys = Object.entries({ ...siteSchema.shape, ...environmentSchema.shape }).concat(
    Object.entries(writtenArticleSchema.shape) as never,
  )
  test.each(keys)('%s', (_name, schema) => {
    const { examples } = z.globalRegistry.get(schema) as { examples: [unknown] }
    expect(schema.safeParse(examples[0]).error?.message).toBeUndefined()
  })
})
