import { describe, expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { type BucketServer, bucketManifest, exportToBucket, serveBucket } from '../support/bucket.ts'
import { withoutQuestions } from '../support/exported.ts'
import { article, publishNewsroom, variant } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

const MANIFEST = 'news/.polyfeed-manifest.json'
const FILES = {
  'articles/bridge.json': article({ tags: ['river', 'C++', 'новини дня'] }),
  'articles/lake.json': article({ published: '2026-02-01T09:00:00+02:00', tags: ['lake'] }),
}

async function opened() {
  const bucket = await serveBucket()
  const site = await publishNewsroom({ files: FILES })
  const refresh = async () => {
    site.clock.now += 60_000
    await site.app.newsroom.refresh()
    bucket.changes.length = 0
  }
  return { ...site, bucket, refresh }
}

/** Compares every object with the server's current answer. */
async function expectServed(app: App, bucket: BucketServer): Promise<void> {
  const ask = await wire(app.handler)
  for (const [target, { file, mediaType }] of await bucketManifest(bucket)) {
    const { body, headers } = await ask(target)
    const object = await bucket.read(`news/${file}`)
    expect([target, object.status]).toEqual([target, 200])
    const bytes = Buffer.from(await object.arrayBuffer())
    expect(bytes.equals(mediaType.startsWith('text/html') ? withoutQuestions(body) : body), target).toBe(true)
    const fields = ['content-type', 'content-language', 'cache-control', 'content-encoding'] as const
    const served = fields.map((name) => (name === 'content-encoding' ? null : (headers[name] ?? null)))
    expect([target, ...fields.map((name) => object.headers.get(name))]).toEqual([target, ...served])
  }
}

function names(bucket: BucketServer, method: string): string[] {
  return bucket.changes.filter((change) => change.method === method).map(({ name }) => name)
}

describe('an export to a bucket', () => {
  test("has every document as an object, with the server's bytes and fields, in any script", async () => {
    const { app, bucket } = await opened()
    const built = await exportToBucket(app, bucket)
    const manifest = await bucketManifest(bucket)
    expect([built.documents, built.written, built.deleted]).toEqual([manifest.size, manifest.size, 0])
    expect(names(bucket, 'PUT')).toEqual(
      expect.arrayContaining([
        'news/en/index.html',
        'news/uk/tags/новини-дня/rss.xml',
        'news/en/tags/c-plus-plus/index.html',
      ]),
    )
    await expectServed(app, bucket)
  })

  test('of the same edition changes nothing', async () => {
    const { app, bucket, refresh } = await opened()
    await exportToBucket(app, bucket)
    await refresh()
    expect(await exportToBucket(app, bucket)).toMatchObject({ written: 0, deleted: 0, bytes: 0 })
    expect(bucket.changes).toEqual([])
  })

  test('writes what changed, then removes what is gone, then writes the manifest', async () => {
    const { app, bucket, write, remove, refresh } = await opened()
    await exportToBucket(app, bucket)
    const before = await bucketManifest(bucket)
    write('articles/new.json', article({ tags: ['harbour'], variants: { en: variant('The harbour', 'en') } }))
    remove('articles/lake.json')
    await refresh()
    const built = await exportToBucket(app, bucket)
    const after = await bucketManifest(bucket)
    const documents = names(bucket, 'PUT').filter((name) => name !== MANIFEST)
    expect(documents).toContain('news/en/tags/harbour/atom.xml')
    expect(documents.every((name) => !name.includes('/lake/archive/'))).toBe(true)
    expect(names(bucket, 'DELETE').sort()).toEqual(
      [...before]
        .filter(([target]) => !after.has(target))
        .map(([, { file }]) => `news/${file}`)
        .sort(),
    )
    expect([built.written, built.deleted]).toEqual([documents.length, names(bucket, 'DELETE').length])
    const order = bucket.changes.map(({ method, name }) => (name === MANIFEST ? 'manifest' : method))
    expect(order.filter((one, index) => one !== order[index - 1])).toEqual(['manifest', 'PUT', 'DELETE', 'manifest'])
    // Pages link to feeds.
    const indexOf = (name: string): number => documents.indexOf(`news/${name}`)
    expect(indexOf('en/tags/harbour/atom.xml')).toBeLessThan(indexOf('en/index.html'))
    await expectServed(app, bucket)
  })

  test.each([503, 500, 429, 0])('repeats requests that are answered %i (0: not at all)', async (status) => {
    const { app, bucket } = await opened()
    const attempts = new Map<string, number>()
    bucket.faults.statusOf = ({ method, name }) => {
      const attempt = (attempts.get(method + name) ?? 0) + 1
      attempts.set(method + name, attempt)
      return attempt <= 2 ? status : undefined
    }
    await exportToBucket(app, bucket)
    bucket.faults.statusOf = () => undefined
    await expectServed(app, bucket)
  })

  test('that fails names the object, and the next one continues', async () => {
    const { app, bucket } = await opened()
    bucket.faults.statusOf = ({ name }) => (name === 'news/en/rss.xml' ? 503 : undefined)
    await expect(exportToBucket(app, bucket)).rejects.toThrow(
      'PUT s3://feeds/news/en/rss.xml was answered 503 SlowDown',
    )
    const before = new Set(names(bucket, 'PUT'))
    bucket.faults.statusOf = () => undefined
    bucket.changes.length = 0
    await exportToBucket(app, bucket)
    const repeated = new Set(names(bucket, 'PUT').filter((name) => before.has(name)))
    expect([...repeated].sort()).toEqual([MANIFEST, 'news/en/rss.xml'])
    await expectServed(app, bucket)
  })

  test('that was killed is not trusted: the next one writes every object', async () => {
    const { app, bucket, write, refresh } = await opened()
    await exportToBucket(app, bucket)
    write('articles/lake.json', { ...FILES['articles/lake.json'], tags: ['pond'] })
    await refresh()
    // As after a kill, the manifest of the end is missing.
    bucket.faults.statusOf = ({ method, name }) =>
      method === 'PUT' && (name.includes('/pond/') || (name === MANIFEST && bucket.changes.length > 0))
        ? 503
        : undefined
    await expect(exportToBucket(app, bucket)).rejects.toThrow('503')
    bucket.faults.statusOf = () => undefined
    write('articles/lake.json', FILES['articles/lake.json'])
    await refresh()
    const built = await exportToBucket(app, bucket)
    expect(built.written).toBe(built.documents)
    await expectServed(app, bucket)
  })

  test('that is stopped writes nothing more', async () => {
    const { app, bucket } = await opened()
    const stop = AbortSignal.abort(new Error('stopped'))
    await expect(exportToBucket(app, bucket, {}, { signal: stop })).rejects.toThrow('stopped')
    expect(bucket.changes).toEqual([])
  })

  test("into the root of a bucket has the server's paths as names", async () => {
    const { app, bucket } = await opened()
    await exportToBucket(app, bucket, { to: 's3://feeds' })
    expect((await bucket.read('en/atom.xml')).headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  })
})

describe('an export to a bucket is refused:', () => {
  test.each([
    ['a bucket that does not exist', { to: 's3://other/news' }, 'answered 404 NoSuchBucket'],
    ['a wrong secret', { environment: { AWS_SECRET_ACCESS_KEY: 'wrong' } }, 'answered 403 SignatureDoesNotMatch'],
    ['a wrong key', { environment: { AWS_ACCESS_KEY_ID: 'other' } }, 'answered 403 InvalidAccessKeyId'],
  ])('%s', async (_name, options, sentence) => {
    const { app, bucket } = await opened()
    await expect(exportToBucket(app, bucket, options)).rejects.toThrow(sentence)
  })

  test("another newsroom's export", async () => {
    const { app, bucket } = await opened()
    await exportToBucket(app, bucket)
    const { app: other } = await publishNewsroom({ files: FILES, site: { authority: 'other.example,2020' } })
    await expect(exportToBucket(other, bucket)).rejects.toThrow(/s3:\/\/feeds\/news has the export of/)
  })
})
