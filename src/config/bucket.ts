import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { isPlainUrl, webUrl } from '../domain/url.ts'

/** The variables of the command line tools of AWS. Only `build --to` reads them. */
export const BUCKET_VARIABLES = {
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  AWS_SESSION_TOKEN: z.string().optional(),
  AWS_REGION: z.string().optional(),
  AWS_ENDPOINT_URL: z.string().optional(),
} as const

/** The name of a bucket, then a prefix. URLs cannot have the segments `.` and `..`. */
const ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[^/.][^/]*)*)\/?$/

type Variables = Readonly<Record<string, string | undefined>>

/** @param to `s3://bucket/prefix` @throws AppError `config_invalid` that names the variable or option */
export function bucketOf(to: string, endpointOption: string | undefined, variables: Variables) {
  const [, name, prefix] = ADDRESS.exec(to) ?? []
  if (name === undefined || prefix === undefined) {
    throw new AppError('config_invalid', `--to ${to} is not of the form s3://BUCKET/PREFIX`)
  }
  const required = (variable: keyof typeof BUCKET_VARIABLES): string => {
    const value = variables[variable]
    if (value) return value
    throw new AppError('config_invalid', `--to needs an access key: set ${variable}`)
  }
  const region = variables.AWS_REGION || 'us-east-1'
  const endpoint = endpointOption ?? (variables.AWS_ENDPOINT_URL || `https://s3.${region}.amazonaws.com`)
  if (!webUrl(endpoint) || !isPlainUrl(endpoint)) {
    const source = endpointOption === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint'
    throw new AppError('config_invalid', `${source} is not an http or https URL without a query or a password`)
  }
  return {
    ...{ endpoint: endpoint.replace(/\/+$/, ''), region, name, prefix: prefix.slice(1) },
    accessKeyId: required('AWS_ACCESS_KEY_ID'),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
    sessionToken: variables.AWS_SESSION_TOKEN || undefined,
  }
}
