import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { SCRIPT_NAMES, scripts } from '../../../src/embed/scripts.ts'
import { build, fileOf, RELEASED, SCRIPTS } from '../../support/build-element.ts'

/** What partners' pages have written down. A line here is never changed, only added to. */
const WRITTEN_DOWN: Readonly<Record<string, string>> = {
  'polyfeed-frames-1.0.0.js': 'sha384-A7o8B1yx2CvqBEDx1g+F7pYvHapMVqyvgjdaPZDTA0g65N8xfjFWWymgRC5wXxiX',
  'polyfeed-headlines-1.0.0.js': 'sha384-Cb+YWFtjYRDNm14o8butQILYo8Ax10x/wxV/4xe4fmORSBtREn0dO2aqmf8/Qr3p',
}

test('what was released is what it was', () => {
  const now = scripts().map(({ name, version, integrity }) => [`${name}-${version}.js`, integrity])
  expect(Object.fromEntries(now)).toEqual(WRITTEN_DOWN)
  expect(readdirSync(RELEASED).sort()).toEqual(Object.keys(WRITTEN_DOWN).sort())
})

test.each(SCRIPTS)('the newest $name is what its source says', async (script) => {
  const newest = scripts().filter(({ name, newest }) => name === script.name && newest)
  expect(newest.map(({ version }) => version)).toEqual([script.version])
  const [{ text } = { text: '' }] = newest
  expect(await build(script), 'once it is released, give the change a new version in build-element.ts').toBe(text)
  expect(fileOf(script)).toBe(`${RELEASED}/${script.name}-${script.version}.js`)
})

test('there is one newest of each, and it comes first', () => {
  for (const name of SCRIPT_NAMES) {
    const versions = scripts().filter((script) => script.name === name)
    expect(versions.map(({ newest }) => newest)).toEqual(versions.map((_, at) => at === 0))
  }
})

test('the folder is read once', () => {
  expect(scripts()).toBe(scripts())
})

describe.each(scripts().map((script) => [`${script.name} ${script.version}`, script] as const))('%s', (_, script) => {
  const { name, version, text, integrity } = script

  test('comes in 5 kB at most, and says what it is', () => {
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(5_000)
    expect(text.split('\n')[0]).toBe(`/*! ${name} ${version} | MIT | (c) 2026 The Polyfeed authors */`)
    expect(integrity).toBe(`sha384-${createHash('sha384').update(text, 'utf8').digest('base64')}`)
  })

  test('is ASCII, so that a page in any encoding reads the same', () => {
    expect([...text].every((character) => character.charCodeAt(0) < 128)).toBe(true)
  })

  test('writes no markup, no style in tags, evaluates nothing, and keeps nothing about anybody', () => {
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|setHTML/)
    expect(text).not.toMatch(/\beval\b|new Function|setAttribute\("style"|createElement\("(?:style|script)"/)
    expect(text).not.toMatch(/cookie|localStorage|sessionStorage|indexedDB|sendBeacon|XMLHttpRequest/)
    expect(text).not.toMatch(/https?:\/\//)
  })

  test('leaves nothing in the global scope', () => {
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
