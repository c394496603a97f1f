import type { Instant } from '../domain/article.ts'
import type { AlertTarget, Site } from '../domain/site.ts'
import { trustedAddresses } from '../outbound/addresses.ts'
import { createOutbound, type OutboundProxy } from '../outbound/client.ts'
import { signedFields, webhookId } from '../purge/webhook.ts'

// The one module that knows nodemailer.

export type Message = {
  readonly changes: readonly { readonly id: string; readonly text: string; readonly state: 'began' | 'ended' }[]
  readonly at: Instant
  readonly server: string
}

type Payload = readonly [body: string | object, headers?: Readonly<Record<string, string>>]

const LINES_MAX = 30
const TIMEOUT_MS = 5000

/** An object is sent as JSON. */
const PAYLOADS: Readonly<Record<string, (message: Message, secret: string) => Payload>> = {
  // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Payload structure"
  standard: ({ changes, at, server }, secret) => {
    const body = JSON.stringify({ type: 'alert', timestamp: new Date(at).toISOString(), data: { server, changes } })
    const seconds = Math.floor(at / 1000)
    const signature = signedFields(secret, webhookId('alert', seconds, body), seconds, body)
    return [body, { 'Content-Type': 'application/json', ...signature }]
  },
  // https://docs.slack.dev/messaging/formatting-message-text: these three characters are escaped.
  slack: (message) => [
    { text: textOf(message).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') },
  ],
  // https://docs.discord.com/developers/resources/webhook#execute-webhook: 2000 characters. Names mention nobody.
  discord: (message) => [{ content: textOf(message).slice(0, 2000), allowed_mentions: { parse: [] } }],
  // https://docs.ntfy.sh/publish/: 4096 bytes. A unit of UTF-16 has three at most.
  ntfy: (message, secret) => [textOf(message).slice(0, 1365), secret ? { Authorization: `Bearer ${secret}` } : {}],
}

/** For logs: addresses may be secrets. */
export function nameOf({ type, url }: AlertTarget): string {
  return `${type} ${new URL(url).host}`
}

/** @throws Error with the reason, also for other statuses than 2xx */
export async function sendTo(
  { type, url, secret, from, to }: AlertTarget,
  message: Message,
  { outbound: { allow }, feedUrl }: Pick<Site, 'outbound' | 'feedUrl'>,
  proxy: OutboundProxy,
): Promise<void> {
  if (type === 'email') {
    // Loaded late: most servers send no mail. The mail server is the operator's, so its address is not checked.
    const { createTransport } = await import('nodemailer')
    const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS }
    await createTransport({ url, ...timeouts }).sendMail({
      ...{ from, to: [...(to ?? [])], text: textOf(message), date: new Date(message.at) },
      subject: `${new URL(message.server).host}: ${linesOf(message)[0]}`,
      // RFC 3834 §5: no automatic replies.
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return
  }
  const outbound = createOutbound({ allow: [...allow, ...trustedAddresses(url)], feedUrl, proxy })
  const [body, headers = { 'Content-Type': 'application/json' }] = PAYLOADS[type]?.(message, secret) ?? ['']
  const content = { headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
  // A redirect could send the message and its signature to another server.
  const options = { method: 'POST', ...content, redirects: 0, ignoresBody: true, timeoutMs: TIMEOUT_MS }
  const { status } = await outbound.request(url, options).finally(outbound.close)
  if (status < 200 || status > 299) throw new Error(`answered ${status}`)
}

function textOf(message: Message): string {
  return [`${new URL(message.server).host}:`, ...linesOf(message)].join('\n')
}

function linesOf({ changes }: Message): string[] {
  const lines = [...new Set(changes.map(({ text }) => text))]
  const further = lines.length - LINES_MAX
  return further > 0 ? [...lines.slice(0, LINES_MAX), `and ${further} more`] : lines
}
