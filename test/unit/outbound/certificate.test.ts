import { X509Certificate } from 'node:crypto'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createCertificateCheck } from '../../../src/alerting.ts'
import { findingsAt } from '../../../src/cli/doctor/doctor.ts'
import { certificateEnd } from '../../../src/outbound/certificate.ts'
import { outboundWith, serveLoopback, serveSecurely } from '../../support/loopback.ts'

const DAY = 24 * 60 * 60_000
const LOCAL = ['127.0.0.1']

test('the end of a certificate is read, though nobody trusts it', async () => {
  const { origin, cert } = await serveSecurely(10, (_request, response) => response.end())
  const end = Date.parse(new X509Certificate(cert).validTo)
  expect(await certificateEnd(origin, LOCAL)).toBe(end)
  expect(await certificateEnd('http://127.0.0.1/', LOCAL)).toBeUndefined()
})

test('it connects to permitted addresses only, and fails if there is no TLS', async () => {
  const { origin } = await serveSecurely(10, (_request, response) => response.end())
  await expect(certificateEnd(origin, [])).rejects.toMatchObject({ code: 'address_refused' })
  const plain = await serveLoopback((_request, response) => response.end())
  const address = plain.origin.replace('http:', 'https:')
  await expect(certificateEnd(address, LOCAL)).rejects.toMatchObject({ code: 'unreachable' })
})

test('a server looks once a day, near the end once an hour, and keeps what it knows if it cannot connect', async () => {
  const { origin, cert, server, connections } = await serveSecurely(20, (_request, response) => response.end())
  const end = Date.parse(new X509Certificate(cert).validTo)
  let now = end - 16 * DAY
  const unknown: string[] = []
  const check = createCertificateCheck(
    certificateEnd,
    () => now,
    (why) => unknown.push(why),
  )
  const site = { feedUrl: `${origin}/feeds`, outbound: { allow: [] } }
  const looked: unknown[] = []
  for (const passed of [0, DAY - 1, 1, DAY, DAY / 24]) {
    now += passed
    looked.push([(await check(site))?.daysLeft, connections()])
  }
  expect(looked).toEqual([
    [16, 1],
    [expect.closeTo(15), 1],
    [15, 2],
    [14, 3],
    [expect.closeTo(14 - 1 / 24), 4],
  ])
  now += DAY
  await check(site)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  now += DAY / 24
  expect((await check(site))?.end).toBe(end)
  expect(unknown).toEqual([expect.stringContaining('ECONNREFUSED')])
})

test('doctor tells of a certificate near its end', async () => {
  const answer = '<rss version="2.0"><channel><title>A</title></channel></rss>'
  const near = await serveSecurely(10, (_request, response) => response.end(answer))
  const far = await serveSecurely(30, (_request, response) => response.end(answer))
  const trusted = getCACertificates()
  onTestFinished(() => setDefaultCACertificates(trusted))
  setDefaultCACertificates([near.cert, far.cert])
  const found = async (origin: string) =>
    (await findingsAt(origin, outboundWith(), LOCAL)).filter(({ check }) => check === 'certificate')
  const [finding] = await found(near.origin)
  expect(finding?.places).toEqual([expect.stringMatching(/^ends at 20\d\d-/)])
  expect(await found(far.origin)).toEqual([])
})
