import type { Site } from '../domain/site.ts'
import { variantSchema } from '../intake/article-schema.ts'
import { articleJsonSchema, jsonSchemaOf } from '../intake/json-schema.ts'
import { type Content, contentOf, FIELDS, OPERATIONS, type Operation } from './operations.ts'

const text = { type: 'string' }
const number = { type: 'integer', minimum: 0 }
/** `required` are the names of members. */
const object = (properties: object, required: string) => ({ type: 'object', properties, required: required.split(' ') })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const problems = { type: 'array', items: ref('Fault') }
const edition = { revision: number, sequence: number }

const SCHEMAS = {
  Fault: object(
    { pointer: { type: 'string', format: 'json-pointer' }, reason: text, detail: text },
    'pointer reason detail',
  ),
  Problem: object({ type: text, status: number, title: text, detail: text, errors: problems }, 'status title'),
  Written: object({ id: text, ...edition, problems }, 'id revision sequence problems'),
  Outcome: object(
    { line: number, id: { type: ['string', 'null'] }, status: number, problems, etag: text, ...edition },
    'line id status problems',
  ),
  Delivery: object({ status: { enum: ['asked', 'ignored'] } }, 'status'),
}

const JSON_TYPE = 'application/json'
const LINES_TYPE = 'application/x-ndjson'

/** JSON Schema has no lines: the schema is that of each line. */
const TYPES: Record<Exclude<Content, null>, readonly [type: string, schema: string]> = {
  Article: [JSON_TYPE, 'Article'],
  Variant: [JSON_TYPE, 'Variant'],
  Articles: [LINES_TYPE, 'Article'],
  Written: [JSON_TYPE, 'Written'],
  Outcomes: [LINES_TYPE, 'Outcome'],
  Problem: ['application/problem+json', 'Problem'],
  Delivery: [JSON_TYPE, 'Delivery'],
}

/** The API as an OpenAPI 3.1 document. */
export function openApiDocument({ feedUrl }: Pick<Site, 'feedUrl'>): object {
  const paths = Map.groupBy(OPERATIONS, ({ path }) => path)
  const { $schema: _article, ...Article } = articleJsonSchema() as Record<string, unknown>
  const { $schema: _variant, ...Variant } = jsonSchemaOf(variantSchema) as Record<string, unknown>
  return {
    openapi: '3.1.0',
    info: { title: 'Polyfeed', version: '1', description: 'Pushes articles to a newsroom, and announces changes.' },
    servers: [{ url: feedUrl }],
    paths: Object.fromEntries(
      [...paths].map(([path, operations]) => [
        path,
        Object.fromEntries(operations.map((operation) => [operation.method, operationObject(operation)])),
      ]),
    ),
    components: {
      schemas: { Article, Variant, ...SCHEMAS },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function operationObject(operation: Operation): object {
  const { id, path, summary, scope, fields, body, answers } = operation
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  return {
    ...{ operationId: id, summary, security: scope === null ? [] : [{ token: [] }] },
    ...(scope !== null && { description: `Requires a token with the scope \`${scope}\`.` }),
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path', required: true, schema: text })),
      ...fields.map((name) => ({ name, in: 'header', schema: text, description: FIELDS[name] })),
    ],
    ...(body && { requestBody: { required: true, ...withContent(body) } }),
    responses: Object.fromEntries([
      ...Object.entries(answers).map(([status, description]) => [
        status,
        { description, ...withContent(contentOf(operation, Number(status))) },
      ]),
      ['default', { description: 'Any other error.', ...withContent('Problem') }],
    ]),
  }
}

function withContent(content: Content): object | null {
  if (content === null) return null
  const [type, schema] = TYPES[content]
  return { content: { [type]: { schema: ref(schema) } } }
}
