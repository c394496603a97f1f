import { createHash } from 'node:crypto'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { AwsV4Signer } from 'aws4fetch'
import { forEachConcurrently } from '../concurrency.ts'
import { AppError } from '../domain/errors.ts'
import { type Outbound, OutboundError } from '../outbound/client.ts'
import { type ManifestEntry, manifestText, parseManifest, UNKNOWN } from './manifest.ts'
import type { Target } from './target.ts'

const CONCURRENCY = 16
const RETRY_DELAYS_MS = [200, 1000, 5000]
/** The manifest of a large newsroom has many megabytes. */
const LIMITS = { maxBytes: 1024 ** 3, timeoutMs: 120_000, redirects: 0 }

type Texts = Readonly<Record<'endpoint' | 'region' | 'name' | 'prefix' | 'accessKeyId' | 'secretAccessKey', string>>

/** A prefix of a bucket, and the account to write there. `endpoint` and `prefix` have no slash at the end. */
export type Bucket = Texts & { readonly sessionToken: string | undefined }

type BucketParts = {
  readonly bucket: Bucket
  /** The newsroom's tag authority. */
  readonly authority: string
  readonly outbound: Outbound
  readonly now: () => number
  readonly wait: (milliseconds: number) => Promise<unknown>
}

/**
 * Opens the prefix of a bucket to export to it, one object per document. The manifest is an object, too. It is read
 * only here, so two exports at the same time are not noticed.
 * @throws AppError `config_invalid` if the manifest is another newsroom's, `not_ready` if the store refuses a request
 */
export async function openBucket({ bucket, authority, outbound, now, wait }: BucketParts): Promise<Target> {
  const { endpoint, region, accessKeyId, secretAccessKey, sessionToken, prefix } = bucket
  const manifestName = '.polyfeed-manifest.json'
  const addressOf = (name: string): string => `s3://${path.posix.join(bucket.name, prefix, name)}`
  /** Keys that were derived from the secret. */
  const cache = new Map<string, ArrayBuffer>()
  const account = { region, accessKeyId, secretAccessKey, cache, ...(sessionToken && { sessionToken }) }

  /** Sends a request, and repeats it if the store is busy or does not answer. Resolves for any final status. */
  const request = async (
    method: string,
    name: string,
    fields: Record<string, string> = {},
    body: Uint8Array = EMPTY,
  ) => {
    const key = [bucket.name, ...path.posix.join(prefix, name).split('/')]
    const url = `${endpoint}/${key.map(encodeURIComponent).join('/')}`
    const hash = createHash('sha256').update(body).digest('hex')
    for (let attempt = 0; ; attempt++) {
      const delayMs = RETRY_DELAYS_MS[attempt]
      const datetime = new Date(now()).toISOString().replace(/[:-]|\.\d{3}/g, '')
      const headers = { ...fields, 'X-Amz-Content-Sha256': hash }
      // The hash stands for the body in the signature.
      const signed = await new AwsV4Signer({ ...account, service: 's3', datetime, method, url, headers }).sign()
      const options = {
        method,
        headers: Object.fromEntries(signed.headers),
        ...LIMITS,
      }
      try {
        const answer = await outbound.request(url, body === EMPTY ? options : { ...options, body })
        if (delayMs === undefined || (answer.status < 500 && answer.status !== 429)) return answer
      } catch (error) {
        if (!(error instanceof OutboundError)) throw error
        if (delayMs === undefined || error.permanent) {
          throw new AppError('not_ready', `${addressOf(name)}: ${error.message}`, {}, { cause: error })
        }
      }
      await wait(delayMs)
    }
  }

  const send: typeof request = async (method, name, ...rest) => {
    const answer = await request(method, name, ...rest)
    if (answer.status < 300) return answer
    throw refusalOf(`${method} ${addressOf(name)}`, answer)
  }

  const readManifest = async () => {
    const answer = await request('GET', manifestName)
    const text = Buffer.from(answer.body).toString()
    if (answer.status === 404 && !text.includes('NoSuchBucket')) return { authority, documents: new Map() }
    if (answer.status !== 200) throw refusalOf(`GET ${addressOf(manifestName)}`, answer)
    return parseManifest(text, addressOf(manifestName), authority)
  }

  const lastManifest = await readManifest()
  let lastText = manifestText(lastManifest)
  const writeManifest = async (documents: ReadonlyMap<string, ManifestEntry>): Promise<void> => {
    const text = manifestText({ authority, documents })
    if (text === lastText) return
    await send(
      'PUT',
      manifestName,
      { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      Buffer.from(text),
    )
    lastText = text
  }
  /** Until the end, the content of every object is unknown to the next export. */
  const forgetContent = () => writeManifest(new Map([...lastManifest.documents.keys()].map((path) => [path, UNKNOWN])))
  let forgotten: Promise<void> | undefined
  /** Documents whose objects are being replaced. */
  const started = new Set<string>()

  return {
    lastManifest,
    concurrency: CONCURRENCY,
    // Fields of an object cannot be changed without the object.
    isUnchanged: async (facts, last) => isDeepStrictEqual({ ...last, ...facts }, last),
    write: async (path, file, document, { mediaType, contentLanguage, cacheControl }, undated) => {
      const body = await document.body('identity')
      forgotten ??= forgetContent()
      await forgotten
      started.add(path)
      const language = contentLanguage === null ? {} : { 'Content-Language': contentLanguage }
      await send('PUT', file, { 'Content-Type': mediaType, 'Cache-Control': cacheControl, ...language }, body)
      const lastModified = new Date(document.lastModified ?? undated).toUTCString()
      return { lastModified, sizes: { identity: body.byteLength } }
    },
    // Objects are public as soon as they are written.
    publish: async () => undefined,
    remove: (files) => forEachConcurrently(files, CONCURRENCY, async (file) => void (await send('DELETE', file))),
    finish: ({ documents }) => writeManifest(documents),
    interrupt: async (documents) => {
      const unknown = [...started].map((path) => [path, UNKNOWN] as const)
      // The first error is the reason. Without this manifest, the next export writes every document.
      await writeManifest(new Map([...lastManifest.documents, ...unknown, ...documents])).catch(() => undefined)
    },
  }
}

const EMPTY = new Uint8Array()

/** S3 answers errors with `<Code>` and `<Message>`. */
function refusalOf(
  request: string,
  { status, body }: { readonly status: number; readonly body: Uint8Array },
): AppError {
  const [, code = ''] = /<Code>([^<]{1,100})/.exec(Buffer.from(body).toString()) ?? []
  return new AppError('not_ready', `${request} was answered ${`${status} ${code}`.trim()}`)
}
