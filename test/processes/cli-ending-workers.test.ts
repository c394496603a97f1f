import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { childrenOf, isRunning } from '../support/processes.ts'
import { bodyIn, describeShutdown, folderOfDownloads, interrupted, isShut, MIB, serving } from '../support/shutdown.ts'
import { until } from '../support/until.ts'

const ARGS = ['serve', '--workers', '2']
const downloads = folderOfDownloads()

describeShutdown('serve --workers 2', ARGS, downloads)

test.runIf(existsSync('/proc/self/task'))(
  'a signal to all processes at once, as Ctrl-C sends it, counts once: responses in progress finish',
  { timeout: 120_000 },
  async () => {
    const { child, port } = await serving(ARGS, downloads())
    const pids = childrenOf(child.pid)
    expect(pids).toHaveLength(2)
    const download = await interrupted(port, '/media/film.mp4')
    for (const pid of [child.pid, ...pids]) process.kill(pid, 'SIGINT')
    await until(() => isShut(port))
    download.socket.resume()
    expect(bodyIn(await download.over)).toEqual({ whole: true, length: 48 * MIB })
    expect(await child.ended).toBe(0)
    expect(pids.filter(isRunning)).toEqual([])
    expect(child.stderr()).not.toContain('a worker ended; starting another')
  },
)
