import { describe, expect, test } from 'vitest'
import { ingestVariant, takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const factsOf = async (over: Record<string, unknown>, own: Record<string, unknown> = {}) =>
  (await ingestVariant(own, over)).facts

async function takenIn(over: Record<string, unknown>) {
  const content = article({ variants: { en: variant('A', 'en') }, ...over })
  const { variants, quarantined } = await takeIn({ 'articles/a.json': content })
  return { facts: variants[0]?.facts, problems: quarantined.map(({ reason, place }) => `${reason} ${place}`) }
}

describe('facts', () => {
  test('are absent from an article that has none', async () => {
    expect(Object.hasOwn(await ingestVariant({}, {}), 'facts')).toBe(false)
    expect(Object.hasOwn(await ingestVariant({}, { kind: null, related: [] }), 'facts')).toBe(false)
  })

  test('of a variant replace those of the article, one by one', async () => {
    const written = { kind: 'news', access: 'free', comments: { url: '/c', count: 3 } }
    expect(await factsOf(written, { kind: 'opinion', comments: null })).toEqual({ kind: 'opinion', access: 'free' })
  })

  test('have names in the language of the variant and absolute addresses', async () => {
    const facts = await factsOf({
      series: { name: { uk: 'Річка', en: 'The <b>river</b>' }, part: 3, of: 7 },
      place: { name: 'Kyiv', latitude: 50.45012345678, longitude: -1e-9 },
      comments: { url: '/en/a/#comments' },
      related: [{ title: 'B &amp; C', url: '/en/b/' }],
      contributors: [{ name: 'Ada', role: 'photographer', url: '/ada' }, { name: 'Bo' }],
    })
    expect(facts).toEqual({
      series: { name: 'The river', part: 3, of: 7 },
      place: { name: 'Kyiv', latitude: 50.450123, longitude: 0 },
      comments: { url: 'https://herald.example/en/a/#comments' },
      related: [{ title: 'B & C', url: 'https://herald.example/en/b/' }],
      contributors: [{ name: 'Ada', role: 'photographer', url: 'https://herald.example/ada' }, { name: 'Bo' }],
    })
  })

  test('do not have the page of the article as its original', async () => {
    const { url } = await ingestVariant({}, {})
    expect(await factsOf({ canonical: url })).toBeUndefined()
    expect(await factsOf({ canonical: 'https://times.example/a' })).toEqual({ canonical: 'https://times.example/a' })
  })

  test.each([
    ['kind', 'gossip'],
    ['access', true],
    ['series', { name: 'S', part: 8, of: 7 }],
    ['place', { name: 'P', latitude: 91, longitude: 0 }],
    ['place', { name: 'P' }],
    ['comments', true],
    ['canonical', '/own/'],
    ['related', [{ title: 'No address' }]],
    ['contributors', ['Ada']],
  ])('a bad %s costs the article only that: %j', async (key, value) => {
    const { facts, problems } = await takenIn({ access: 'free', [key]: value })
    expect(facts).toEqual(key === 'access' ? undefined : { access: 'free' })
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of problems) expect(problem).toMatch(new RegExp(`^(?:value|url)_ignored line \\d+, ${key}`))
  })

  test('a bad entry of a list, or part of an entry, costs only that', async () => {
    const { facts, problems } = await takenIn({
      related: [
        { title: 'A', url: 'ftp://a.example/' },
        { title: 'B', url: '/b/' },
      ],
      contributors: [{ name: 'Ada', url: 'ftp://a.example/' }],
    })
    expect(facts).toMatchObject({ related: [{ title: 'B' }], contributors: [{ name: 'Ada' }] })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['url_ignored', 'url_ignored'])
  })
})

describe('front matter', () => {
  const read = async (lines: string) => {
    const file = `---\ntitle: A\ndate: 2026-02-01\n${lines}\n---\nText.\n`
    const sources = [{ type: 'markdown', path: 'stories', layout: 'suffix' }]
    const { variants, quarantined } = await takeIn({ 'stories/a.en.md': file }, { sources })
    return { facts: variants[0]?.facts, quarantined }
  }

  test('has facts in the shapes of the schema', async () => {
    const lines = `kind: opinion
Series: {name: The river, part: 3, of: 7}
place: {name: Kyiv, latitude: 50.45, longitude: 30.52}
contributors:
  - {name: Ada, role: editor}
canonical_url: https://times.example/a`
    const { facts, quarantined } = await read(lines)
    expect(quarantined).toEqual([])
    expect(facts).toEqual({
      kind: 'opinion',
      series: { name: 'The river', part: 3, of: 7 },
      place: { name: 'Kyiv', latitude: 50.45, longitude: 30.52 },
      contributors: [{ name: 'Ada', role: 'editor' }],
      canonical: 'https://times.example/a',
    })
  })

  test.each([
    'comments: true',
    'comments: {id: 42, provider: giscus}',
    'series: [Rust, Go]',
    'series: {name: X, part: third}',
    'kind: page',
    'place: London',
    'access: {level: 3}',
    'related: [a-post, {title: x}]',
    'contributors: [Jo Doe]',
    'canonical: n/a',
  ])('keys that mean something else cause no warning: %s', async (line) => {
    expect(await read(line)).toEqual({ facts: undefined, quarantined: [] })
  })
})

describe('media', () => {
  const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000004b000000320', 'hex')
  /** 600 × 400 in the file, turned by a quarter (Exif 6). */
  const TURNED = Buffer.from(
    'ffd8ffe10022457869660000' +
      '4d4d002a00000008000101120003000000010006000000000000' +
      'ffc0001108019002580301220002110103110100',
    'hex',
  )
  const imageOf = async (image: object, files: Record<string, unknown> = {}) => {
    const content = article({ variants: { en: variant('A', 'en') }, image })
    const media = { 'media/a.png': PNG, 'media/t.jpg': TURNED, ...files }
    const { variants } = await takeIn({ 'articles/a.json': content, ...media }, {}, true)
    return variants[0]?.image
  }

  test('a picture of the media folder has the size of its file', async () => {
    expect(await imageOf({ url: '/media/a.png' })).toMatchObject({ width: 1200, height: 800 })
    expect(await imageOf({ url: '/media/a.png', width: 7 })).toMatchObject({ width: 1200, height: 800 })
    expect(await imageOf({ url: '/media/t.jpg' })).toMatchObject({ width: 400, height: 600 })
  })

  test('a written size counts, and a broken file has none', async () => {
    expect(await imageOf({ url: '/media/a.png', width: 6, height: 4 })).toMatchObject({ width: 6, height: 4 })
    expect(await imageOf({ url: '/media/b.png' }, { 'media/b.png': 'no picture' })).toMatchObject({ width: null })
    expect(await imageOf({ url: '/media/none.png' })).toMatchObject({ width: null, height: null })
  })

  test('has a licence, a thumbnail and alternatives', async () => {
    const attachment = {
      ...{ url: '/a.mp3', license: 'CC BY 4.0', thumbnail: '/a.jpg' },
      alternatives: [{ src: '/a.opus', type: 'audio/ogg' }, '/b.wav', { url: '/unknown' }],
    }
    const { variants, quarantined } = await takeIn({ 'articles/a.json': article({ attachments: [attachment] }) })
    expect(variants[0]?.attachments).toMatchObject([
      {
        ...{ license: 'CC BY 4.0', thumbnail: 'https://herald.example/a.jpg' },
        alternatives: [{ url: 'https://herald.example/a.opus' }, { url: 'https://herald.example/b.wav' }],
      },
    ])
    expect(quarantined.map(({ place }) => place)).toEqual([expect.stringContaining('alternatives[2].type')])
  })
})
