import { expect, test } from 'vitest'
import { workplace } from '../support/child.ts'
import { mailServer, webhookReceiver } from '../support/receivers.ts'
import { runShared } from '../support/shared-process.ts'

test('alert sends a test message to each target, and prints which did not take it', { timeout: 60_000 }, async () => {
  const none = await runShared(['alert'], workplace())
  expect([none.code, none.stderr]).toEqual([1, 'polyfeed: site.yaml has no alerts\n'])
  const { origin, of, receiver } = await webhookReceiver()
  const { host } = new URL(origin)
  const { url, mails } = await mailServer('pass-word')
  const mail = { type: 'email', from: 'feeds@news.example', to: ['web@news.example'] }
  const refused = url.replace('pass-word', 'other-word')
  const folder = workplace({
    alerts: [
      { type: 'slack', url: `${origin}/slack` },
      { ...mail, url },
      { ...mail, url: refused },
    ],
  })
  const { code, stdout } = await runShared(['alert'], folder)
  expect([code, stdout.split('\n')]).toEqual([
    1,
    [
      `slack ${host}: sent`,
      `email ${new URL(url).host}: sent`,
      expect.stringMatching(/^email \S+: failed: .*password/),
      '',
    ],
  ])
  expect(JSON.parse(of('/slack')[0]?.body ?? '').text).toContain('a test: problems will be told here')
  expect(mails.map(({ to }) => to)).toEqual([['web@news.example']])
  receiver.status = 410
  expect((await runShared(['alert'], folder)).stdout).toContain(`slack ${host}: failed: answered 410\n`)
})
