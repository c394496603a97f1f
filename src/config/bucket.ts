import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { isPlainUrl, webUrl } from '../domain/url.ts'

/** The variables of the command line tools of AWS. Only `build --to` reads them. */
export const BUCKET_VARIABLES = {
  AWS_ACCESS_KEY_ID: z
    .string()
    .optional()
    .meta({
      description: 'The id of the access key for `build --to`.',
      examples: ['AKIAIOSFODNN7EXAMPLE'],
      defaultText: 'none',
    }),
  AWS_SECRET_ACCESS_KEY: z
    .string()
    .optional()
    .meta({ description: 'The secret of this access key.', examples: ['a-long-secret-of-yours'], defaultText: 'none' }),
  AWS_SESSION_TOKEN: z
    .string()
    .optional()
    .meta({ description: 'The token of a temporary access key.', examples: ['a-long-token'], defaultText: 'none' }),
  AWS_REGION: z
    .string()
    .default('us-east-1')
    .meta({ description: 'The region of the bucket.', examples: ['eu-central-1'] }),
  AWS_ENDPOINT_URL: z
    .string()
    .optional()
    .meta({
      description: 'The URL of the object store, as `--endpoint`.',
      examples: ['https://s3.example'],
      defaultText: '`https://s3.REGION.amazonaws.com`',
    }),
} as const

/** The name of a bucket, then a prefix. URLs cannot have the segments `.` and `..`. */
const ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[^/.][^/]*)*)\/?$/

/** @param to `s3://bucket/prefix` @throws AppError `config_invalid` that names the variable or option */
export function bucketOf(
  to: string,
  endpointOption: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
) {
  const nonEmpty = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const env = z.object(BUCKET_VARIABLES).parse(nonEmpty)
  const [, name, prefix] = ADDRESS.exec(to) ?? []
  if (name === undefined || prefix === undefined) {
    throw new AppError('config_invalid', `--to ${to} is not of the form s3://BUCKET/PREFIX`)
  }
  const required = (variable: 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'): string => {
    const value = env[variable]
    if (value !== undefined) return value
    throw new AppError('config_invalid', `--to needs an access key: set ${variable}`)
  }
  const endpoint = endpointOption ?? env.AWS_ENDPOINT_URL ?? `https://s3.${env.AWS_REGION}.amazonaws.com`
  if (!webUrl(endpoint) || !isPlainUrl(endpoint)) {
    const source = endpointOption === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint'
    throw new AppError('config_invalid', `${source} is not an http or https URL without a query or a password`)
  }
  return {
    ...{ endpoint: endpoint.replace(/\/+$/, ''), region: env.AWS_REGION, name, prefix: prefix.slice(1) },
    accessKeyId: required('AWS_ACCESS_KEY_ID'),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
    sessionToken: env.AWS_SESSION_TOKEN,
  }
}
