import { createHmac } from 'node:crypto'

/** Standard Webhooks, "Signature scheme" (standardwebhooks.com). `timestamp` is in seconds since 1970. */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const signature = createHmac('sha256', keyIn(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')
  return `v1,${signature}`
}

/** A secret that begins with `whsec_` is in base64. Any other text is the key itself. */
function keyIn(secret: string): Buffer {
  const prefix = 'whsec_'
  return secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret)
}
