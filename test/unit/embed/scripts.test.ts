import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { scriptPath } from '../../../src/domain/embed-path.ts'
import { SCRIPT_NAMES, scripts } from '../../../src/embed/scripts.ts'
import { build, fileOf, RELEASED, SCRIPTS } from '../../support/build-element.ts'

/** Partners' pages contain these hashes: add lines, never change one. */
const RELEASED_HASHES: Readonly<Record<string, string>> = {
  'polyfeed-fragment-1.0.0.css': 'sha384-Y9zymLv8RXp3FGk1puxmYIQ8J5Z4tgsMtWepkgDAKINFydEaM9sQlIGOaTqiSXs7',
  'polyfeed-frames-1.0.0.js': 'sha384-A7o8B1yx2CvqBEDx1g+F7pYvHapMVqyvgjdaPZDTA0g65N8xfjFWWymgRC5wXxiX',
  'polyfeed-headlines-1.0.0.js': 'sha384-Cb+YWFtjYRDNm14o8butQILYo8Ax10x/wxV/4xe4fmORSBtREn0dO2aqmf8/Qr3p',
  'polyfeed-headlines-1.1.0.js': 'sha384-M2vPnMIXRC9tXekNTTM709wQC+m1He9TVuvCPrUmW5sCeIGdQBBCgd8rD2LROj6R',
}

test('released scripts never change', () => {
  const hashes = scripts().map(({ name, version, integrity }) => [path.basename(scriptPath(name, version)), integrity])
  expect(Object.fromEntries(hashes)).toEqual(RELEASED_HASHES)
  expect(readdirSync(RELEASED).sort()).toEqual(Object.keys(RELEASED_HASHES).sort())
})

test.each(SCRIPTS)('the newest $name is built from its source', async (script) => {
  const newest = scripts().filter(({ name, isNewest }) => name === script.name && isNewest)
  expect(newest.map(({ version }) => version)).toEqual([script.version])
  const [{ text } = { text: '' }] = newest
  expect(await build(script), 'once it is released, give the change a new version in build-element.ts').toBe(text)
  expect(fileOf(script)).toBe(`${RELEASED}/${script.name}-${script.version}.js`)
})

test('each script has one newest version, which comes first', () => {
  for (const name of SCRIPT_NAMES) {
    const versions = scripts().filter((script) => script.name === name)
    expect(versions.map(({ isNewest }) => isNewest)).toEqual(versions.map((_, index) => index === 0))
  }
})

test('reads the folder once', () => {
  expect(scripts()).toBe(scripts())
})

describe.each(scripts().map((script) => [`${script.name} ${script.version}`, script] as const))('%s', (_, script) => {
  const { name, version, text, integrity } = script

  test('is small when compressed and begins with its name and version', () => {
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(name === 'polyfeed-fragment' ? 1_000 : 5_000)
    expect(text.split('\n')[0]).toBe(`/*! ${name} ${version} | MIT | (c) 2026 The Polyfeed authors */`)
    expect(integrity).toBe(`sha384-${createHash('sha384').update(text, 'utf8').digest('base64')}`)
  })

  test('is ASCII, so that it works on pages in any encoding', () => {
    expect([...text].every((character) => character.charCodeAt(0) < 128)).toBe(true)
  })

  test('does not write markup or inline styles, evaluate code, store data or send any', () => {
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|setHTML/)
    expect(text).not.toMatch(/\beval\b|new Function|setAttribute\("style"|createElement\("(?:style|script)"/)
    expect(text).not.toMatch(/cookie|localStorage|sessionStorage|indexedDB|sendBeacon|XMLHttpRequest/)
    expect(text).not.toMatch(/https?:\/\//)
  })

  test.skipIf(name === 'polyfeed-fragment')('adds nothing to the global scope', () => {
    const scope: Record<string, unknown> = {
      HTMLElement: class {},
      HTMLScriptElement: class {},
      URL,
      customElements: { get: () => undefined, define: () => undefined },
      document: { currentScript: null, addEventListener: () => undefined, querySelectorAll: () => [] },
      addEventListener: () => undefined,
    }
    const before = Object.keys(scope)
    runInNewContext(text, scope)
    expect(Object.keys(scope)).toEqual(before)
  })
})
