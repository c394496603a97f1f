import { symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { article, variant } from '../support/newsroom.ts'
import { serveNewsroom } from '../support/parsed-feed.ts'

const TALK = Buffer.alloc(5003)

async function openWith(attachment: Record<string, unknown>, over: Record<string, unknown> = {}) {
  const content = article({ variants: { en: variant('A', 'en') }, attachments: [attachment], ...over })
  const server = await serveNewsroom({
    files: {
      'articles/a.json': content,
      'media/talk.mp3': TALK.toString('latin1'),
      'media/TALK.MP3': 'x'.repeat(12),
      'media/розмова 1.mp3': 'x'.repeat(7),
      'media/clips/a.mp4': 'x'.repeat(9),
      'media/raw': 'x'.repeat(4),
      'secret.mp3': 'x'.repeat(3),
    },
  })
  const item = async () => JSON.parse((await server.ask('/en/feed.json')).text).items[0]
  return { ...server, content, item }
}

const OWN = 'https://feeds.example/media'

test.each([
  [{ url: '/media/talk.mp3' }, { size_in_bytes: 5003, mime_type: 'audio/mpeg' }],
  [{ url: `${OWN}/talk.mp3` }, { size_in_bytes: 5003, mime_type: 'audio/mpeg' }],
  [{ url: '/media/talk.mp3?v=2#t=10' }, { size_in_bytes: 5003 }],
  [{ url: '/media/x/../talk.mp3' }, { size_in_bytes: 5003 }],
  [
    { url: '/media/talk.mp3', length: 1, type: 'video/mp4' },
    { size_in_bytes: 5003, mime_type: 'audio/mpeg' },
  ],
  [{ url: '/media/TALK.MP3' }, { size_in_bytes: 12, mime_type: 'audio/mpeg' }],
  [{ url: '/media/розмова 1.mp3' }, { size_in_bytes: 7 }],
  [
    { url: '/media/clips/a.mp4', type: 'audio/mp4' },
    { size_in_bytes: 9, mime_type: 'audio/mp4' },
  ],
  [
    { url: '/media/raw', type: 'audio/mpeg' },
    { size_in_bytes: 4, mime_type: 'audio/mpeg' },
  ],
  [
    { url: '/media/none.mp3', length: 77 },
    { size_in_bytes: 77, mime_type: 'audio/mpeg' },
  ],
  [{ url: 'https://cdn.example/media/talk.mp3', length: 77 }, { size_in_bytes: 77 }],
])('an attachment %j has %j', async (attachment, expected) => {
  const { item } = await openWith(attachment)
  expect((await item()).attachments).toMatchObject([expected])
})

test('a picture that the folder of media lacks is a warning with file and place', async () => {
  const { ask } = await openWith({ url: '/media/talk.mp3' }, { image: { url: '/media/none.jpg' } })
  const { quarantine } = JSON.parse((await ask('/readyz')).text)
  expect(quarantine).toMatchObject([
    { file: 'articles/a.json', place: 'line 1, image.url', reason: 'media_missing', severity: 'warning' },
  ])
})

test.each([
  '/media/../secret.mp3',
  '/media/%2e%2e%2fsecret.mp3',
  '/media/..%2Fsecret.mp3',
  '/media/clips',
  '/media/%00.mp3',
])('a file outside of the folder is not measured: %s', async (url) => {
  const { item } = await openWith({ url, type: 'audio/mpeg' })
  expect((await item()).attachments[0].size_in_bytes).toBeUndefined()
})

test('RSS and Atom have the type and size of attachments and pictures', async () => {
  const { ask } = await openWith({ url: '/media/talk.mp3' }, { image: { url: '/media/raw', type: 'image/png' } })
  const rss = (await ask('/en/rss.xml')).text
  expect(rss).toContain(`<enclosure length="5003" type="audio/mpeg" url="${OWN}/talk.mp3"/>`)
  expect(rss).toContain(`<media:content url="${OWN}/talk.mp3" fileSize="5003" type="audio/mpeg" medium="audio"/>`)
  expect(rss).toContain(`<media:content url="${OWN}/raw" fileSize="4" type="image/png" medium="image"/>`)
  expect((await ask('/en/atom.xml')).text).toContain(
    `<link rel="enclosure" href="${OWN}/talk.mp3" type="audio/mpeg" length="5003"/>`,
  )
})

test('a changed file counts when its article is read again, also with the same text', async () => {
  const { folder, app, item, clock } = await openWith({ url: '/media/talk.mp3' })
  const size = async () => {
    clock.now += 60_000
    await app.newsroom.refresh()
    return (await item()).attachments[0].size_in_bytes
  }
  writeFileSync(path.join(folder, 'media/talk.mp3'), 'shorter')
  expect(await size()).toBe(5003)
  utimesSync(path.join(folder, 'articles/a.json'), 1, 1)
  expect(await size()).toBe(7)
  symlinkSync(path.join(folder, 'secret.mp3'), path.join(folder, 'media/link.mp3'))
  utimesSync(path.join(folder, 'articles/a.json'), 2, 2)
  expect((await app.newsroom.refresh()).files.changed).toBe(0)
})
