import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { z } from 'zod'
import { allKeysOf, type JsonSchema } from '../../docs/generator/json-schema.ts'
import { REFERENCE_FOLDER, referencePages } from '../../docs/reference.ts'
import { environmentSchema } from '../../src/config/environment.ts'
import { environmentJsonSchema, siteJsonSchema } from '../../src/config/json-schema.ts'
import { REDIRECT_PRESETS, siteSchema } from '../../src/config/site-schema.ts'
import { NAMED_NETWORKS } from '../../src/domain/network.ts'
import { PROFILES } from '../../src/domain/site.ts'
import { writtenArticleSchema } from '../../src/intake/article-schema.ts'
import { articleJsonSchema } from '../../src/intake/json-schema.ts'

const DATA = path.resolve(import.meta.dirname, '../../data')
const DESCRIPTIONS = path.resolve(import.meta.dirname, '../../src/config/descriptions.yaml')
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
addFormats.default(ajv)

const KEYS = Object.entries({
  'site.yaml': siteJsonSchema(),
  article: articleJsonSchema(),
  environment: environmentJsonSchema(),
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
  const shapes: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
    ...{ 'site.yaml': siteSchema.shape, article: writtenArticleSchema.shape, environment: environmentSchema.shape },
  }
  const keys = KEYS.flatMap(({ where, name, schema: { examples } }) => {
    const schema = shapes[where]?.[name]
    return schema ? [{ where, name, schema, example: examples?.[0] }] : []
  })
  test.each(keys)('$where: $name', ({ schema, example }) => {
    expect(schema.safeParse(example).error?.message).toBeUndefined()
  })
})

test('every description is that of a key', () => {
  const written: unknown[] = Object.values(parse(readFileSync(DESCRIPTIONS, 'utf8'))).flatMap((part) =>
    Object.values(part as Record<string, { description: string }>).map(({ description }) => description),
  )
  const shown = new Set(KEYS.map(({ schema }) => schema.description?.replace(/ Default: .*$/s, '')))
  expect(written.filter((description) => !shown.has(description as string))).toEqual([])
})

test.each([
  ['partners', PROFILES],
  ['redirects.presets', REDIRECT_PRESETS],
  ['operators', NAMED_NETWORKS],
])('the description of %s names its values', (key, values) => {
  const description = KEYS.find(({ where, name }) => where === 'site.yaml' && name === key)?.schema.description
  for (const value of values) expect(description).toContain(`\`${value}\``)
})
