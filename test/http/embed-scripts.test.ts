import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { scriptPath } from '../../src/domain/embed-path.ts'
import { scripts } from '../../src/embed/scripts.ts'
import { everyKind } from '../support/wire.ts'

describe('scripts for other sites', () => {
  test('every version keeps its address and its integrity hash', async () => {
    const { ask } = await everyKind()
    for (const { name, version, text, integrity } of scripts()) {
      const answer = await ask(scriptPath(name, version))
      expect(answer.text).toBe(text)
      expect(`sha384-${createHash('sha384').update(answer.body).digest('base64')}`).toBe(integrity)
      expect(answer.headers).toMatchObject({
        'content-type': `text/${name === 'polyfeed-fragment' ? 'css' : 'javascript'}; charset=utf-8`,
        'cache-control': 'public, max-age=31536000, immutable',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      })
    }
  })

  test('the address without a version serves the newest one, cached for an hour', async () => {
    const { ask } = await everyKind()
    const newest = scripts().find(({ name, isNewest }) => name === 'polyfeed-headlines' && isNewest)
    const answer = await ask('/embed/polyfeed-headlines.js')
    expect([answer.text, answer.headers['cache-control']]).toEqual([
      newest?.text,
      expect.stringContaining('max-age=3600'),
    ])
    expect((await ask('/embed/polyfeed-headlines-0.0.1.js')).status).toBe(404)
  })
})
