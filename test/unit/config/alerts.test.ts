import { describe, expect, test } from 'vitest'
import { alertsOf, alertsSchema } from '../../../src/config/alerts.ts'

const FILES: Readonly<Record<string, string>> = {
  'slack.url': 'https://hooks.slack.example/services/T/B/secret',
  'smtp.url': 'smtps://feeds:secret@mail.news.example',
  'alert.secret': 'a-secret-of-the-alerts',
}

const read = (written: unknown) => alertsOf(alertsSchema.parse(written), (file) => FILES[file] ?? '')

test('targets have the addresses and secrets of their files', () => {
  const email = { type: 'email', urlFile: 'smtp.url', from: 'feeds@news.example', to: ['web@news.example'] }
  expect(
    read([
      { type: 'standard', url: 'https://ops.example/hook', secretFile: 'alert.secret' },
      { type: 'slack', urlFile: 'slack.url' },
      { type: 'ntfy', url: 'https://ntfy.example/feeds' },
      email,
    ]),
  ).toEqual([
    { type: 'standard', url: 'https://ops.example/hook', secret: FILES['alert.secret'] },
    { type: 'slack', url: FILES['slack.url'], secret: '' },
    { type: 'ntfy', url: 'https://ntfy.example/feeds', secret: '' },
    { type: 'email', url: FILES['smtp.url'], secret: '', from: email.from, to: email.to },
  ])
})

describe('refuses', () => {
  test.each<[Record<string, unknown>, RegExp]>([
    [{ type: 'slack' }, /has to have url or urlFile, with an address like https:\/\/host/],
    [{ type: 'slack', url: 'https://a.example', urlFile: 'slack.url' }, /has to have url or urlFile/],
    [{ type: 'slack', urlFile: 'smtp.url' }, /an address like https/],
    [{ type: 'email', urlFile: 'slack.url', from: 'a@b.example', to: ['a@b.example'] }, /an address like smtps/],
    [{ type: 'email', urlFile: 'smtp.url', from: 'editor', to: ['a@b.example'] }, /is not an e-mail address/],
    [{ type: 'email', urlFile: 'smtp.url', from: 'a@b.example', to: [] }, /is empty/],
    [{ type: 'standard', url: 'https://a.example' }, /secretFile/],
    [{ type: 'pager', url: 'https://a.example' }, /type/],
  ])('%j', (target, message) => {
    expect(() => read([target])).toThrow(message)
  })
})
