import { once } from 'node:events'
import { createServer } from 'node:net'

// Linux takes the local ports of outgoing connections from 32768 up (ip_local_port_range). A port below that is not
// taken by another test's connection between this probe and the server's bind, nor while a server restarts.
const PORT_MIN = 15_000
const PORT_MAX = 32_000

/** A TCP port on 127.0.0.1 that nothing listens on, outside the range of outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN))
    const probe = createServer()
    const bound = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!bound) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}
