import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Webhook } from '../domain/sources.ts'
import { bearerToken, sameSecret } from '../http/token-gate.ts'
import { signatureOf } from '../purge/webhook.ts'

export type Delivery = {
  readonly headers: IncomingHttpHeaders
  /** With the query, as the sender called it. */
  readonly path: string
  readonly body: Buffer
}

/** `id`: the same for a delivery that is sent again; `null` if the scheme cannot tell. `at`: milliseconds since 1970. */
type Signed = { readonly id: string | null; readonly at?: number }

/** `undefined` if the signature is wrong. */
type Verify = (secret: string, delivery: Delivery) => Signed | undefined

/** Standard Webhooks, "Verifying webhook authenticity". There may be several signatures, for several secrets. */
const standard: Verify = (secret, { headers, body }) => {
  const [id, seconds, signatures] = ['id', 'timestamp', 'signature'].map((name) => textOf(headers, `webhook-${name}`))
  if (!id || !seconds || !signatures) return undefined
  const expected = signatureOf(secret, id, Number(seconds), body.toString())
  const isRight = signatures.split(' ').filter((signature) => sameSecret(signature, expected)).length > 0
  return isRight ? { id, at: Number(seconds) * 1000 } : undefined
}

/**
 * `X-Ghost-Signature: sha256=HEX, t=MS`, over the body and `t` (Ghost 5.87.1 and later, TryGhost/Ghost#20500), or over the
 * body alone.
 */
const ghost: Verify = (secret, { headers, body }) => {
  const [, signature, t = ''] =
    /^sha256=([0-9a-f]{64}), *t=(\d{1,16})$/.exec(textOf(headers, 'x-ghost-signature')) ?? []
  if (signature === undefined) return undefined
  const isDated = sameSecret(signature, hmac(secret, body, t).toString('hex'))
  if (!isDated && !sameSecret(signature, hmac(secret, body).toString('hex'))) return undefined
  return isDated ? { id: signature, at: Number(t) } : { id: signature }
}

/**
 * Contentful, "Request verification", as `signRequest` of @contentful/node-apps-toolkit computes it: method, path, signed
 * header fields in order, and body, a line each.
 */
const contentful: Verify = (secret, { headers, path, body }) => {
  const [signature, names, timestamp] = ['signature', 'signed-headers', 'timestamp'].map((name) =>
    textOf(headers, `x-contentful-${name}`),
  ) as [string, string, string]
  // The toolkit signs these, too, if they are not listed.
  const signed = new Set([...names.split(','), 'x-contentful-signed-headers', 'x-contentful-timestamp'])
  const fields = [...signed].sort().map((name) => `${name}:${textOf(headers, name).trim()}`)
  const [pathname, search] = path.split('?')
  const address = encodeURI(search ? `${pathname}?${encodeURIComponent(search)}` : (pathname ?? ''))
  const expected = hmac(secret, `POST\n${address}\n${fields.join(';')}\n`, body).toString('hex')
  return sameSecret(signature, expected) ? { id: signature, at: Number(timestamp) } : undefined
}

/** WP Webhooks (`generate_trigger_signature`): Base64, over the body. */
const wpWebhooks: Verify = (secret, { headers, body }) => {
  const signature = textOf(headers, 'x-wp-webhook-signature')
  return sameSecret(signature, hmac(secret, body).toString('base64')) ? { id: signature } : undefined
}

/** Strapi, "Webhooks security": a header field of `defaultHeaders`. Any sender can repeat it. */
const token: Verify = (secret, delivery) => (sameSecret(bearerToken(delivery) ?? '', secret) ? { id: null } : undefined)

const VERIFY: Record<Webhook['scheme'], Verify> = {
  ...{ standard, ghost, contentful, token },
  strapi: token,
  'wp-webhooks': wpWebhooks,
}

const TOLERANCE_MS = 5 * 60 * 1000

/** `undefined` if the signature is wrong, or older or newer than five minutes. */
export function verifiedDelivery({ scheme, secret }: Webhook, delivery: Delivery, now: number): Signed | undefined {
  const signed = VERIFY[scheme](secret, delivery)
  return signed && Math.abs(now - (signed.at ?? now)) <= TOLERANCE_MS ? signed : undefined
}

function hmac(secret: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const digest = createHmac('sha256', secret)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

function textOf(headers: IncomingHttpHeaders, name: string): string {
  return [headers[name] ?? ''].flat().join()
}
