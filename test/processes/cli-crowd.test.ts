import { execFileSync } from 'node:child_process'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { polyfeed, WELCOME, workplace } from '../support/child.ts'
import { until } from '../support/until.ts'
import { clientOf } from '../support/wire.ts'

const CROWD = 5000

/** Node raises its limit of descriptors to the hard limit. Each end of a connection needs a descriptor in its process. */
const descriptors = execFileSync('sh', ['-c', 'ulimit -H -n'], { encoding: 'utf8' }).trim()
const enough = descriptors === 'unlimited' || Number(descriptors) >= 12_000

/** Requests a feed on a new connection. Returns the status and whether the body is complete, or the error. */
function outcome(port: number, where: string, length: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${where} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('end', () => {
      const answer = Buffer.concat(chunks)
      const body = answer.subarray(answer.indexOf('\r\n\r\n') + 4)
      resolve(`${answer.toString('latin1', 9, 12)} ${body.byteLength === length ? 'whole' : 'torn'}`)
    })
  })
}

describe.runIf(enough)(`${CROWD} connections at one instant (needs 12,000 descriptors, has ${descriptors})`, () => {
  test.each<readonly [string, readonly string[]]>([
    ['serve', ['serve']],
    ['serve --workers 2', ['serve', '--workers', '2']],
  ])('to %s: each gets its feed, whole', { timeout: 120_000 }, async (_name, args) => {
    const child = polyfeed(args, { LOG_LEVEL: 'info' }, workplace({ schedule: '0 0 29 2 *' }))
    const [, origin = ''] = await child.said(WELCOME)
    const port = Number(new URL(origin).port)
    // Waits until the workers have logged that they serve.
    await until(
      () => (child.stderr().match(/"serving the edition in the store"/g) ?? []).length === (args.length > 1 ? 2 : 0),
    )
    const { body } = await clientOf(port)('/uk/rss.xml')
    const said = child.stderr()
    const outcomes = await Promise.all(
      Array.from({ length: CROWD }, () => outcome(port, '/uk/rss.xml', body.byteLength)),
    )
    const counted = Object.entries(Object.groupBy(outcomes, (one) => one)).map(([what, all]) => [what, all?.length])
    expect(counted).toEqual([['200 whole', CROWD]])
    expect(child.stderr()).toBe(said)
  })
})
