import pg from 'pg'

/** Every transaction notifies this channel. */
export const CHANNEL = 'polyfeed_edition'

const RECONNECT_MS = 1000
const POLL_MS = 5000

/**
 * Calls `onChange` after every notification of a channel, by LISTEN on its own connection, and after each time that it
 * connects. With `polls` also every few seconds, because notifications are lost while the connection is.
 */
export async function listenForChanges(
  address: string,
  onChange: () => void,
  { channel = CHANNEL, polls = true }: { readonly channel?: string; readonly polls?: boolean } = {},
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined
  let ended = false
  let retry: NodeJS.Timeout | undefined
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: address, application_name: 'polyfeed listening', keepAlive: true })
    const reconnect = (): void => {
      if (client === next) client = undefined
      next.removeListener('end', reconnect)
      next.end().catch(() => undefined)
      clearTimeout(retry)
      if (!ended) retry = setTimeout(connect, RECONNECT_MS).unref()
    }
    next.on('error', () => undefined)
    next.on('notification', onChange)
    try {
      await next.connect()
      next.once('end', reconnect)
      await next.query(`LISTEN ${channel}`)
      client = next
      if (ended) await next.end()
      else onChange()
    } catch {
      reconnect()
    }
  }
  await connect()
  const poll = polls ? setInterval(onChange, POLL_MS).unref() : undefined
  return async () => {
    ended = true
    clearInterval(poll)
    clearTimeout(retry)
    await client?.end().catch(() => undefined)
  }
}
