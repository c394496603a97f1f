import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'

const { $schema: _, ...schema } = createRequire(import.meta.url)('jsonfeed-schema/schema-v1.1.json')
const ajv = new Ajv({ allErrors: true, strict: false })
formats.default(ajv)
const validate = ajv.compile(schema)

/** Validates a feed by the JSON Feed 1.1 schema (npm: jsonfeed-schema). @returns one line per error */
export function jsonFeedProblems(feed: { version?: unknown }): string[] {
  const version = feed.version === 'https://jsonfeed.org/version/1.1' ? [] : [`version ${feed.version}`]
  if (validate(feed)) return version
  return [...version, ...(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)]
}
