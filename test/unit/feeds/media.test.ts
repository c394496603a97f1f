import { expect, test } from 'vitest'
import { enclosuresOf, mediaElements } from '../../../src/feeds/media.ts'
import { desk, entry } from '../../support/feeds.ts'
import { article } from '../../support/newsroom.ts'

const at = desk()
const entryWith = (media: Record<string, unknown>) => entry(at, article(media))
const elements = (media: Record<string, unknown>): string =>
  mediaElements(entryWith(media), '\n')
    .map((element) => `\n${element}`)
    .join('')

test('an article without media has no media elements', () => {
  expect(elements({})).toBe('')
  expect(enclosuresOf(entryWith({}))).toEqual([])
})

test('attachments precede the picture and keep their order', () => {
  const media = { image: { url: '/i.jpg' }, attachments: [{ url: '/talk.mp3' }, { url: '/plan.pdf' }] }
  const order = ['talk.mp3', 'plan.pdf', 'i.jpg'].map((name) => `https://herald.example/${name}`)
  expect(enclosuresOf(entryWith(media)).map(({ url }) => url)).toEqual(order)
  expect([...elements(media).matchAll(/ url="([^"]*)"/g)].map(([, url]) => url)).toEqual(order)
})

test('a picture of unknown type is media:content but not an enclosure', () => {
  const media = { image: { url: '/picture?id=5&size=2', width: 1200, height: 800 } }
  expect(enclosuresOf(entryWith(media))).toEqual([])
  expect(elements(media)).toBe(
    '\n<media:content url="https://herald.example/picture?id=5&amp;size=2" medium="image" height="800" width="1200"/>',
  )
})

test('normalizes media types to registered ones', () => {
  const media = { image: { url: '/i.jpg', type: 'image/jpg' }, attachments: [{ url: '/talk.mp3', type: 'Audio/MP3' }] }
  expect(enclosuresOf(entryWith(media)).map(({ type }) => type)).toEqual(['audio/mpeg', 'image/jpeg'])
})

test.each([
  ['/talk.mp3', 'audio'],
  ['/film.mp4', 'video'],
  ['/i.webp', 'image'],
  ['/plan.pdf', 'document'],
])('the medium of %s is %s', (url, medium) => {
  expect(elements({ attachments: [{ url }] })).toContain(` medium="${medium}"`)
})

test('a picture has its credit with the EBU role and its description', () => {
  const written = elements({ image: { url: '/i.jpg', credit: 'Photo & <Co>', alt: 'Міст "над" рікою' } })
  expect(written).toContain('<media:credit role="photographer" scheme="urn:ebu">Photo &amp; &lt;Co&gt;</media:credit>')
  expect(written).toContain('<media:description type="plain">Міст "над" рікою</media:description>')
})

test('a recording has its title, duration in seconds and author', () => {
  const attachment = { url: '/talk.mp3', title: 'Talk', duration: 95, length: 1000, credit: 'Iryna' }
  const written = elements({ attachments: [attachment] })
  expect(written).toContain('<media:title type="plain">Talk</media:title>')
  expect(written).toContain(' fileSize="1000"')
  expect(written).toContain(' duration="95"')
  expect(written).toContain('<media:credit role="author" scheme="urn:ebu">Iryna</media:credit>')
})

test('an unknown size is omitted', () => {
  expect(elements({ attachments: [{ url: '/talk.mp3' }] })).not.toContain('fileSize')
})
