import pg from 'pg'

/** What every transaction tells those who listen. */
export const CHANNEL = 'polyfeed_edition'

/** Milliseconds after which a connection that was lost is tried again, and between two looks where nothing was heard. */
const AGAIN = 1000
const LOOK = 5000

/**
 * Calls `told` whenever a transaction was committed, by LISTEN on a connection of its own; and every few seconds, since a
 * notification that comes while the connection is lost is lost, too.
 */
export async function listening(address: string, told: () => void): Promise<() => Promise<void>> {
  let client: pg.Client | undefined
  let ended = false
  let retry: NodeJS.Timeout | undefined
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: address, application_name: 'polyfeed listening', keepAlive: true })
    const lost = (): void => {
      if (client === next) client = undefined
      next.removeListener('end', lost)
      next.end().catch(() => undefined)
      clearTimeout(retry)
      if (!ended) retry = setTimeout(connect, AGAIN).unref()
    }
    next.on('error', () => undefined)
    next.on('notification', told)
    try {
      await next.connect()
      next.once('end', lost)
      await next.query(`LISTEN ${CHANNEL}`)
      client = next
      if (ended) await next.end()
      else told()
    } catch {
      lost()
    }
  }
  await connect()
  const looking = setInterval(told, LOOK)
  looking.unref()
  return async () => {
    ended = true
    clearInterval(looking)
    clearTimeout(retry)
    await client?.end().catch(() => undefined)
  }
}
