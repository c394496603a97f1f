import { expect, test } from 'vitest'
import { bucketOf } from '../../../src/config/bucket.ts'

const KEY = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'a-secret' }

test.each([
  [
    's3://news-feeds',
    undefined,
    {},
    { name: 'news-feeds', prefix: '', endpoint: 'https://s3.us-east-1.amazonaws.com' },
  ],
  [
    's3://news.feeds/a/b/',
    undefined,
    { AWS_REGION: 'eu-central-1' },
    { name: 'news.feeds', prefix: 'a/b', region: 'eu-central-1', endpoint: 'https://s3.eu-central-1.amazonaws.com' },
  ],
  ['s3://feeds', undefined, { AWS_ENDPOINT_URL: 'https://s3.example/' }, { endpoint: 'https://s3.example' }],
  ['s3://feeds', 'http://[::1]:9000', { AWS_ENDPOINT_URL: 'https://s3.example' }, { endpoint: 'http://[::1]:9000' }],
  [
    's3://feeds',
    undefined,
    { AWS_SESSION_TOKEN: 'token', AWS_REGION: '' },
    { sessionToken: 'token', region: 'us-east-1' },
  ],
])('%s with %s and %o is a bucket', (to, endpoint, variables, bucket) => {
  expect(bucketOf(to, endpoint, { ...KEY, ...variables })).toMatchObject({
    accessKeyId: 'id',
    secretAccessKey: 'a-secret',
    ...bucket,
  })
})

test.each([
  ['feeds', undefined, {}, '--to feeds is not of the form s3://BUCKET/PREFIX'],
  ['s3://', undefined, {}, 'is not of the form'],
  ['s3://Feeds', undefined, {}, 'is not of the form'],
  ['s3://feeds/../other', undefined, {}, 'is not of the form'],
  ['s3://feeds//a', undefined, {}, 'is not of the form'],
  ['s3://feeds', undefined, { AWS_ACCESS_KEY_ID: '' }, '--to needs an access key: set AWS_ACCESS_KEY_ID'],
  ['s3://feeds', undefined, { AWS_SECRET_ACCESS_KEY: '' }, '--to needs an access key: set AWS_SECRET_ACCESS_KEY'],
  ['s3://feeds', 'ftp://s3.example', {}, '--endpoint is not an http or https URL'],
  ['s3://feeds', undefined, { AWS_ENDPOINT_URL: 'https://me:secret@s3.example' }, 'AWS_ENDPOINT_URL is not an http'],
])('%s with %s and %o is refused', (to, endpoint, variables, sentence) => {
  expect(() => bucketOf(to, endpoint, { ...KEY, ...variables })).toThrow(sentence)
})
