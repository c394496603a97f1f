import { execFileSync } from 'node:child_process'
import { renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { publishNewsroom } from '../support/newsroom.ts'
import { everyKind, wire } from '../support/wire.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

describe('/media/', () => {
  test("serves the newsroom's files unchanged, to any origin, for a day", async () => {
    const { ask, folder } = await everyKind()
    writeFileSync(path.join(folder, 'media', 'dot.png'), PNG)
    const { status, headers, body } = await ask('/media/dot.png')
    expect(status).toBe(200)
    expect(body.equals(PNG)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.byteLength),
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=86400',
    })
    expect((await ask('/media/folder/note.txt')).text).toBe('note')
  })

  test('serves byte ranges', async () => {
    const { ask } = await everyKind()
    const { status, text, headers } = await ask('/media/folder/note.txt', { Range: 'bytes=1-2' })
    expect([status, text, headers['content-range']]).toEqual([206, 'ot', 'bytes 1-2/4'])
  })

  describe('as players ask for recordings', () => {
    const open = async () => {
      const { ask, folder } = await everyKind()
      writeFileSync(path.join(folder, 'media', 'bells.m4a'), Buffer.from('0123456789'))
      const { headers } = await ask('/media/bells.m4a')
      return { ask: (fields: Record<string, string>) => ask('/media/bells.m4a', fields), headers }
    }

    test.each([
      ['bytes=0-0', 'bytes 0-0/10', '0'],
      ['bytes=7-', 'bytes 7-9/10', '789'],
      ['bytes=-3', 'bytes 7-9/10', '789'],
      ['bytes=-30', 'bytes 0-9/10', '0123456789'],
      ['bytes=8-30', 'bytes 8-9/10', '89'],
    ])('%s is answered 206 with that part', async (Range, contentRange, part) => {
      const { status, text, headers } = await (await open()).ask({ Range })
      expect([status, text, headers['content-range']]).toEqual([206, part, contentRange])
      expect(headers['content-length']).toBe(String(part.length))
    })

    test.each(['bytes=10-', 'bytes=-0', 'bytes=20-30', 'bytes=5-2'])(
      '%s is answered 416 with the length',
      async (Range) => {
        const { status, headers } = await (await open()).ask({ Range })
        expect([status, headers['content-range']]).toEqual([416, 'bytes */10'])
      },
    )

    test.each(['lines=1-2', 'bytes'])('%s is ignored', async (Range) => {
      const { status, text } = await (await open()).ask({ Range })
      expect([status, text]).toEqual([200, '0123456789'])
    })

    test('a download is resumed if the file is the same, and begins again if it is not', async () => {
      const { ask, headers } = await open()
      const [etag, lastModified] = [String(headers.etag), String(headers['last-modified'])]
      expect(etag).toMatch(/^"/)
      const resumed = async (ifRange: string) => {
        const { status, text } = await ask({ Range: 'bytes=5-', 'If-Range': ifRange })
        return [status, text]
      }
      expect(await resumed(etag)).toEqual([206, '56789'])
      expect(await resumed(lastModified)).toEqual([206, '56789'])
      expect(await resumed('"other"')).toEqual([200, '0123456789'])
      expect(await resumed('Thu, 01 Jan 2015 00:00:00 GMT')).toEqual([200, '0123456789'])
      expect((await ask({ 'If-None-Match': etag })).status).toBe(304)
      // The tag that earlier versions sent.
      expect((await ask({ 'If-None-Match': `W/${etag}` })).status).toBe(304)
    })

    test('HEAD tells the length and the media type', async () => {
      const { ask, folder } = await everyKind()
      writeFileSync(path.join(folder, 'media', 'bells.m4a'), Buffer.from('0123456789'))
      const { status, headers, body } = await ask('/media/bells.m4a', {}, 'HEAD')
      expect([status, body.byteLength]).toEqual([200, 0])
      expect(headers).toMatchObject({
        ...{ 'content-length': '10', 'content-type': 'audio/mp4', 'accept-ranges': 'bytes' },
      })
    })

    test.each([
      ['bells.mp3', 'audio/mpeg'],
      ['bells.vtt', 'text/vtt; charset=utf-8'],
      ['bells.srt', 'application/x-subrip'],
      ['bells.chapters.json', 'application/json+chapters'],
      ['chapters.json', 'application/json+chapters'],
      ['other.json', 'application/json; charset=utf-8'],
    ])('%s is %s, and never compressed', async (name, type) => {
      const { ask, folder } = await everyKind()
      writeFileSync(path.join(folder, 'media', name), 'x'.repeat(5000))
      const { headers } = await ask(`/media/${name}`, { 'Accept-Encoding': 'gzip' })
      expect([headers['content-type'], headers['content-length'], headers['content-encoding']]).toEqual([
        ...[type, '5000', undefined],
      ])
    })
  })

  test('an SVG runs no script', async () => {
    const { headers } = await (await everyKind()).ask('/media/dot.svg')
    expect(headers['content-type']).toBe('image/svg+xml')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('sandbox')
    expect(policy).not.toContain('allow-scripts')
    expect(policy).not.toContain('script-src')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('allows embedding by other sites', async () => {
    const { headers } = await (await everyKind()).ask('/media/dot.svg')
    expect(headers['cross-origin-resource-policy'] ?? 'cross-origin').toBe('cross-origin')
  })

  test.each([
    ['a missing file', '/media/none.png'],
    ['the folder', '/media/'],
    ['the folder without its slash', '/media'],
    ['a folder in it', '/media/folder/'],
    ['a folder in it without its slash', '/media/folder'],
    ['a hidden file', '/media/.hidden'],
    ['a hidden file, encoded', '/media/%2ehidden'],
    ['the folder above', '/media/..'],
    ['a file above', '/media/../site.yaml'],
    ['a file above, encoded', '/media/%2e%2e/site.yaml'],
    ['a file above, half encoded', '/media/.%2e/site.yaml'],
    ['a file above, with an encoded slash', '/media/..%2fsite.yaml'],
    ['a file above, all encoded', '/media/%2e%2e%2fsite.yaml'],
    ['a file above, encoded twice', '/media/%252e%252e%252fsite.yaml'],
    ['a file above, with a backslash', '/media/..\\site.yaml'],
    ['a file above, with an encoded backslash', '/media/..%5csite.yaml'],
    ['a file above, through a folder', '/media/folder/../../site.yaml'],
    ['a file of the machine', '/media//etc/passwd'],
    ['a file of the machine, far above', '/media/../../../../../../etc/passwd'],
    ['a name with NUL', '/media/dot.svg%00.png'],
    ['a name with a broken encoding', '/media/%zz'],
    ['a name that is no UTF-8', '/media/%ff%fe'],
    ['a name that is too long', `/media/${'x'.repeat(4000)}`],
  ])('%s is an error without details of the disk', async (_name, where) => {
    const { ask, folder } = await everyKind()
    const { status, text, headers } = await ask(where)
    expect([400, 403, 404]).toContain(status)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-type']).toContain('application/problem+json')
    expect(text).not.toContain(folder)
    expect(text).not.toMatch(/authority|hidden|root:|ENOENT|note\.txt/)
  })

  test('answers 404 if the newsroom has no media folder', async () => {
    const { app } = await publishNewsroom()
    const ask = await wire(app.handler)
    expect((await ask('/media/dot.svg')).status).toBe(404)
  })

  test('answers 404 for a dangling link', async () => {
    const { ask, folder } = await everyKind()
    symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'media', 'dangling.png'))
    expect((await ask('/media/dangling.png')).status).toBe(404)
  })
})

describe('/schemas/article.json', () => {
  test('is a JSON Schema that other origins may read', async () => {
    const { status, headers, text } = await (await everyKind()).ask('/schemas/article.json')
    expect(status).toBe(200)
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(JSON.parse(text)).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['published', 'variants']),
    })
  })

  test.each(['/schemas/', '/schemas/site.yaml', '/schemas/../site.yaml', '/schemas/article.json/'])(
    '%s answers 404',
    async (where) => {
      expect((await (await everyKind()).ask(where)).status).toBe(404)
    },
  )
})

describe('links in the media folder', () => {
  test('that lead out of it answer 404', async () => {
    const { ask, folder } = await everyKind({ files: { 'wire.token': 'a-secret-token-0123456789' } })
    const link = (target: string, name: string) => symlinkSync(target, path.join(folder, 'media', name))
    link('../wire.token', 'token.txt')
    link('/etc/passwd', 'passwd.txt')
    link('/proc/self/environ', 'environ.txt')
    link('..', 'up')
    for (const name of ['token.txt', 'passwd.txt', 'environ.txt', 'up/wire.token', 'up/site.yaml', 'none.txt']) {
      const { status, text } = await ask(`/media/${name}`)
      expect([status, text.includes('secret'), text.includes('root')], name).toEqual([404, false, false])
    }
  })

  test('that stay within it are followed, as is a link in place of the folder', async () => {
    const { ask, folder } = await everyKind()
    symlinkSync('folder/note.txt', path.join(folder, 'media', 'alias.txt'))
    expect((await ask('/media/alias.txt')).text).toBe('note')
    renameSync(path.join(folder, 'media'), path.join(folder, 'disk'))
    symlinkSync('disk', path.join(folder, 'media'))
    expect((await ask('/media/folder/note.txt')).text).toBe('note')
  })

  test('a pipe is neither opened nor waited for', async () => {
    const { ask, folder } = await everyKind()
    execFileSync('mkfifo', [path.join(folder, 'media', 'pipe.mp3')])
    expect((await ask('/media/pipe.mp3')).status).toBe(404)
  })
})
