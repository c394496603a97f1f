import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import S3rver from '@20minutes/s3rver'
import { onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { bucketOf } from '../../src/config/bucket.ts'
import type { Published } from '../../src/editions/published.ts'
import { openBucket } from '../../src/export/bucket.ts'
import { buildInto } from '../../src/export/build.ts'
import type { ExportObserver } from '../../src/export/exporting.ts'
import type { ManifestEntry } from '../../src/export/manifest.ts'
import { outboundWith, serveLoopback } from './loopback.ts'
import { MEMORY } from './memory.ts'

/** The account that the object store knows. */
export const ACCOUNT = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }

/** A request that changes an object, by the name of the object. */
export type Change = { readonly method: string; readonly name: string }

/**
 * An object store with the bucket `feeds`, the changes that it was asked for, and a function that it asks first: a status
 * is answered in place of the store's answer. The status 0 ends the connection.
 */
export async function serveBucket() {
  const directory = mkdtempSync(path.join(MEMORY, 'polyfeed-bucket-'))
  const store = new S3rver({ silent: true, directory, configureBuckets: [{ name: 'feeds' }] })
  await store.configureBuckets()
  const answer = store.callback()
  const faults: { statusOf: (change: Change) => number | undefined } = { statusOf: () => undefined }
  const changes: Change[] = []
  const { origin } = await serveLoopback((request, response) => {
    const { method = '', url = '' } = request
    const change = { method, name: decodeURIComponent(url).replace(/^\/feeds\//, '') }
    const status = faults.statusOf(change)
    if (method !== 'GET') changes.push(change)
    if (status === undefined) answer(request, response)
    else if (status === 0) request.socket.destroy()
    else request.resume().on('end', () => response.writeHead(status).end('<Error><Code>SlowDown</Code></Error>'))
  })
  onTestFinished(() => {
    store.logger.exceptions.unhandle()
    store.logger.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return { origin, faults, changes, read: (name: string) => fetch(`${origin}/feeds/${encodeURI(name)}`) }
}

export type BucketServer = Awaited<ReturnType<typeof serveBucket>>

export type ToOptions = { readonly to?: string; readonly environment?: Readonly<Record<string, string>> }

/** Exports the current edition of an app into the bucket. Repetitions do not wait. */
export async function exportToBucket(
  { newsroom, store }: App,
  { origin }: BucketServer,
  { to = 's3://feeds/news', environment = {} }: ToOptions = {},
  observer: ExportObserver = {},
) {
  const published = newsroom.current() as Published
  const bucket = bucketOf(to, origin, { ...ACCOUNT, ...environment })
  const { authority } = published.context.site
  // The store refuses requests that are signed at another time.
  const parts = { bucket, authority, outbound: outboundWith(), now: Date.now, wait: async () => undefined }
  return buildInto({ published, store }, await openBucket(parts), observer)
}

export async function bucketManifest({ read }: BucketServer): Promise<ReadonlyMap<string, ManifestEntry>> {
  const text = await (await read('news/.polyfeed-manifest.json')).text()
  return new Map(Object.entries((JSON.parse(text) as { documents: Record<string, ManifestEntry> }).documents))
}
