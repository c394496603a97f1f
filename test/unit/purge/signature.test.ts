import { expect, test } from 'vitest'
import { signatureOf } from '../../../src/purge/webhook.ts'

const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const BODY = '{"test": 2432232314}'

test('matches the test vector of Standard Webhooks', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(signatureOf(secret, ID, 1614265330, BODY)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('uses a secret without a prefix as the key itself', () => {
  const bytes = 'a secret of sixteen letters'
  const same = `whsec_${Buffer.from(bytes).toString('base64')}`
  expect(signatureOf(bytes, ID, 1, BODY)).toBe(signatureOf(same, ID, 1, BODY))
  expect(signatureOf(bytes, ID, 2, BODY)).not.toBe(signatureOf(bytes, ID, 1, BODY))
})
