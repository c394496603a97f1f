import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEnvironment } from '../../../src/config/environment.ts'
import { AppError } from '../../../src/domain/errors.ts'
import { folderWith } from '../../support/desk.ts'

const DEFAULTS = {
  port: 3000,
  host: '127.0.0.1',
  logLevel: 'info',
  data: 'data',
  locales: undefined,
  store: 'sqlite:var/polyfeed.db',
  role: 'all',
  baseUrl: undefined,
  adminToken: undefined,
  proxy: {},
}
const TOKEN = 'sixteen-letters!'

test('an empty environment gives the defaults', () => {
  expect(readEnvironment({})).toEqual(DEFAULTS)
})

test('the result is frozen', () => {
  expect(Object.isFrozen(readEnvironment({}))).toBe(true)
})

test.each([
  ['PORT', '8080', { port: 8080 }],
  ['PORT', '0', { port: 0 }],
  ['PORT', '65535', { port: 65535 }],
  ['HOST', '::1', { host: '::1' }],
  ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
  ['POLYFEED_DATA', '/srv/news', { data: '/srv/news' }],
  ['POLYFEED_LOCALES', '/srv/locales', { locales: '/srv/locales' }],
  ['POLYFEED_STORE', 'sqlite::memory:', { store: 'sqlite::memory:' }],
  ['POLYFEED_STORE', 'sqlite:/srv/news.db', { store: 'sqlite:/srv/news.db' }],
  ['POLYFEED_ROLE', 'serve', { role: 'serve' }],
  ['HTTP_PROXY', 'http://proxy.example:3128', { proxy: { http: 'http://proxy.example:3128' } }],
  ['https_proxy', 'proxy.example:3128', { proxy: { https: 'http://proxy.example:3128' } }],
  ['NO_PROXY', 'intranet.example', { proxy: { bypass: 'intranet.example' } }],
  ['POLYFEED_BASE_URL', 'https://feeds.example', { baseUrl: 'https://feeds.example' }],
  ['POLYFEED_ADMIN_TOKEN', TOKEN, { adminToken: TOKEN }],
])('%s=%s is accepted', (name, value, expected) => {
  expect(readEnvironment({ [name]: value })).toEqual({ ...DEFAULTS, ...expected })
})

test.each([
  'PORT',
  'HOST',
  'LOG_LEVEL',
  'POLYFEED_DATA',
  'POLYFEED_LOCALES',
  'POLYFEED_STORE',
  'POLYFEED_BASE_URL',
  'POLYFEED_ADMIN_TOKEN',
  'POLYFEED_ADMIN_TOKEN_FILE',
])('an empty %s counts as not set', (name) => {
  expect(readEnvironment({ [name]: '' })).toEqual(DEFAULTS)
})

test('variables of other programs are ignored', () => {
  expect(readEnvironment({ HOME: '/root', polyfeed_data: 'x', MY_POLYFEED_DATA: 'x' })).toEqual(DEFAULTS)
})

/** The error message for an environment. */
function refusal(variables: Readonly<Record<string, string>>): string {
  try {
    readEnvironment(variables)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('config_invalid')
    return (error as AppError).message
  }
  throw new Error('the environment was accepted')
}

test.each([
  ['PORT', '65536', 'PORT is not a port number (0 to 65535)'],
  ['PORT', '123456', 'PORT is not a port number (0 to 65535)'],
  ['PORT', '-1', 'PORT is not a port number (0 to 65535)'],
  ['PORT', '80.5', 'PORT is not a port number (0 to 65535)'],
  ['PORT', 'http', 'PORT is not a port number (0 to 65535)'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is not one of fatal, error, warn, info, debug, trace, silent'],
  ['POLYFEED_STORE', 'mysql://db', 'POLYFEED_STORE is not of the form sqlite:PATH, sqlite::memory: or postgres://…'],
  ['POLYFEED_STORE', 'sqlite:', 'POLYFEED_STORE is not of the form sqlite:PATH, sqlite::memory: or postgres://…'],
  ['POLYFEED_BASE_URL', 'feeds.example', 'POLYFEED_BASE_URL is not an http or https URL'],
  ['POLYFEED_BASE_URL', 'ftp://feeds.example', 'POLYFEED_BASE_URL is not an http or https URL'],
  ['POLYFEED_ADMIN_TOKEN', 'fifteen-letters', 'POLYFEED_ADMIN_TOKEN has fewer than 16 characters'],
])('%s=%s is refused with a message that names it', (name, value, sentence) => {
  expect(refusal({ [name]: value })).toBe(sentence)
})

describe('an unknown name under POLYFEED_', () => {
  test.each([
    ['POLYFEED_DATE', 'POLYFEED_DATA'],
    ['POLYFEED_STORES', 'POLYFEED_STORE'],
    ['POLYFEED_LOCALE', 'POLYFEED_LOCALES'],
    ['POLYFEED_BASEURL', 'POLYFEED_BASE_URL'],
    ['POLYFEED_ADMIN_TOKN', 'POLYFEED_ADMIN_TOKEN'],
  ])('%s is refused, and %s is suggested', (name, suggestion) => {
    expect(refusal({ [name]: 'x' })).toBe(`${name} is not a variable of Polyfeed (did you mean "${suggestion}"?)`)
  })

  test('is refused without a suggestion if no name is similar', () => {
    expect(refusal({ POLYFEED_WHATEVER_ELSE_THERE_IS: 'x' })).toBe(
      'POLYFEED_WHATEVER_ELSE_THERE_IS is not a variable of Polyfeed',
    )
  })

  test('is refused even if it is empty', () => {
    expect(refusal({ POLYFEED_: '' })).toMatch(/^POLYFEED_ is not a variable/)
  })
})

describe('the administrator’s token in a file', () => {
  test('is trimmed', () => {
    const folder = folderWith({ token: `${TOKEN}\n` })
    expect(readEnvironment({ POLYFEED_ADMIN_TOKEN_FILE: path.join(folder, 'token') }).adminToken).toBe(TOKEN)
  })

  test('is overridden by the token in the environment', () => {
    const folder = folderWith({ token: 'another-long-token' })
    const variables = { POLYFEED_ADMIN_TOKEN: TOKEN, POLYFEED_ADMIN_TOKEN_FILE: path.join(folder, 'token') }
    expect(readEnvironment(variables).adminToken).toBe(TOKEN)
  })

  test('is refused if the file does not exist, with its name', () => {
    const file = path.join(folderWith({}), 'token')
    expect(refusal({ POLYFEED_ADMIN_TOKEN_FILE: file })).toMatch(
      `POLYFEED_ADMIN_TOKEN_FILE names ${file}, which cannot be used: ENOENT`,
    )
  })

  test('is refused if it is too short, without revealing it', () => {
    const file = path.join(folderWith({ token: 'hunter2' }), 'token')
    const sentence = refusal({ POLYFEED_ADMIN_TOKEN_FILE: file })
    expect(sentence).toContain('its token has fewer than 16 characters')
    expect(sentence).not.toContain('hunter2')
  })
})
