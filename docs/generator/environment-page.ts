import { environmentJsonSchema } from '../../src/config/json-schema.ts'
import { type JsonSchema, keysOf, typeOf } from './json-schema.ts'
import { code, codeBlock, pageOf, tableOf } from './markdown.ts'

export function environmentPage(): string {
  const keys = keysOf(environmentJsonSchema() as JsonSchema)
  const rows = keys.map(({ name, schema }) => {
    const [, meaning, text] = /^(.*?)(?: Default: (.*)\.)?$/s.exec(schema.description ?? '') ?? []
    const example = String(schema.examples?.[0])
    return [
      code(name),
      schema.enum ? typeOf(schema) : 'text',
      text ?? code(String(schema.default)),
      meaning ?? '',
      code(example),
    ]
  })
  return pageOf(
    'Environment variables',
    codeBlock('sh', 'POLYFEED_DATA=~/newsroom PORT=8080 npx polyfeed serve'),
    'The program reads these variables once, at its start. An empty variable is the same as none. An unknown variable that begins with `POLYFEED_` stops the start with a message, because it is a spelling mistake.',
    tableOf([['variable', 'values', 'default', 'meaning', 'example'], ...rows]),
  )
}
