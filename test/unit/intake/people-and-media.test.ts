import { describe, expect, test } from 'vitest'
import { ingestVariant, takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const SITE = {
  authors: {
    iryna: { name: { en: 'Iryna Koval', uk: 'Ірина Коваль' }, url: '/authors/iryna' },
    'Oleh K.': { name: 'Oleh Kit' },
  },
}
const IRYNA = { name: 'Iryna Koval', url: 'https://herald.example/authors/iryna', term: 'iryna' }
const OLEH = { name: 'Oleh Kit', url: null, term: 'oleh-k' }

describe('an author', () => {
  test.each([
    ['by a key of site.yaml', 'iryna', IRYNA],
    ['by a key in any spelling', 'Oleh K.', OLEH],
    ['by a name of site.yaml', { name: 'Iryna Koval' }, IRYNA],
    ['by a name of site.yaml in another language', { name: 'Ірина Коваль' }, IRYNA],
    ['by a name of site.yaml with entities', { name: ' Iryna&nbsp;<b>Koval</b> ' }, IRYNA],
    ['by a key of site.yaml as a name', { name: 'iryna' }, IRYNA],
    ['by another name', { name: 'Ada' }, { name: 'Ada', url: null, term: 'ada' }],
    [
      'by a name and an address',
      { name: 'Ada', url: '/ada' },
      { name: 'Ada', url: 'https://herald.example/ada', term: 'ada' },
    ],
    ['by a name without letter or digit', { name: '★' }, { name: '★', url: null, term: null }],
    ['by a name that is not a key', { name: 'constructor' }, { name: 'constructor', url: null, term: 'constructor' }],
  ])('is found %s', async (_, author, expected) => {
    expect((await ingestVariant({}, { authors: [author] }, SITE)).authors).toEqual([expected])
  })

  test('has the name in the language of the variant', async () => {
    const content = article({ authors: ['iryna'] })
    const { variants } = await takeIn({ 'articles/a.json': content }, SITE)
    expect(variants.map(({ authors }) => authors[0]?.name)).toEqual(['Ірина Коваль', 'Iryna Koval'])
  })

  test('is a term of the article with a label in its language', async () => {
    const { terms } = await ingestVariant({}, { authors: ['iryna', { name: '★' }], tags: [], section: null }, SITE)
    expect(terms).toEqual([{ kind: 'author', id: 'iryna', label: 'Iryna Koval' }])
  })

  test('of the variant replaces those of the article', async () => {
    const { authors } = await ingestVariant({ authors: [{ name: 'Ada' }] }, { authors: ['iryna'] }, SITE)
    expect(authors.map(({ name }) => name)).toEqual(['Ada'])
  })

  test('an author named twice is one term', async () => {
    const { terms } = await ingestVariant(
      {},
      { authors: ['iryna', { name: 'Iryna Koval' }], tags: [], section: null },
      SITE,
    )
    expect(terms.map(({ id }) => id)).toEqual(['iryna'])
  })
})

describe('a byline with several names', () => {
  const names = async (front: string, authors: object) => {
    const file = `---\ntitle: A\ndate: 2026-03-01\nauthor: ${front}\n---\n`
    const { variants } = await takeIn({ 'stories/a.en.md': file }, { authors })
    return variants.flatMap(({ authors }) => authors.map(({ term }) => term))
  }
  const REGISTER = Object.fromEntries(
    ['Ada', 'Bo Li', 'Cy', 'Day and Night', 'Koval, Ira', '阿明'].map((name) => [name, { name }]),
  )

  test.each([
    ['Ada, Bo Li', ['ada', 'bo-li']],
    ['Ada and Bo Li', ['ada', 'bo-li']],
    ['Ada AND Bo Li', ['ada', 'bo-li']],
    ['Ada, Bo Li and Cy', ['ada', 'bo-li', 'cy']],
    ['Ada, Bo Li, and Cy', ['ada', 'bo-li', 'cy']],
    ['"Ada & Cy"', ['ada', 'cy']],
    ['Ada; Cy', ['ada', 'cy']],
    ['Ada і Cy', ['ada', 'cy']],
    ['Ada та Cy', ['ada', 'cy']],
    ['Ada und Cy', ['ada', 'cy']],
    ['Ada y Cy', ['ada', 'cy']],
    ['Ada وCy', ['ada', 'cy']],
    ['Ada、阿明', ['ada', '阿明']],
    ['Ada和阿明', ['ada', '阿明']],
    ['Day and Night, Ada', ['day-and-night', 'ada']],
    ['Day and Night', ['day-and-night']],
    ['Ada and Day and Night', ['ada', 'day-and-night']],
    ['Koval, Ira', ['koval-ira']],
    ['[Ada and Cy, Bo Li]', ['ada', 'cy', 'bo-li']],
    ['"Ada, Cy"', ['ada', 'cy']],
    // The register lacks some of these authors.
    ['Ada, Zed', ['ada', 'zed']],
    ['Ada and Zed', ['ada-and-zed']],
    ['Simon and Schuster', ['simon-and-schuster']],
    ['"Zed, Ada"', ['zed-ada']],
    ['[Zed and Ada]', ['zed-and-ada']],
  ])('%s', async (byline, expected) => {
    expect(await names(byline, REGISTER)).toEqual(expected)
  })

  test('in a JSON file', async () => {
    const { authors } = await ingestVariant({}, { authors: [{ name: 'Iryna Koval and Oleh Kit' }] }, SITE)
    expect(authors).toEqual([IRYNA, OLEH])
  })
})

describe('the media type of a picture', () => {
  test.each([
    [{ url: '/a.jpg' }, 'image/jpeg'],
    [{ url: '/a.JPEG' }, 'image/jpeg'],
    [{ url: '/a.png?w=100&x=.gif' }, 'image/png'],
    [{ url: '/a.webp#x.png' }, 'image/webp'],
    [{ url: '/a.svg' }, 'image/svg+xml'],
    [{ url: '/a', type: 'image/jpg' }, 'image/jpeg'],
    [{ url: '/a.png', type: ' IMAGE/PJPEG ' }, 'image/pjpeg'],
    [{ url: '/a.png', type: 'image/avif' }, 'image/avif'],
    [{ url: '/a' }, null],
    [{ url: '/a.b/c' }, null],
  ])('of %j is %s', async (image, type) => {
    expect((await ingestVariant({ image })).image?.type).toBe(type)
  })
})

describe('the media type of a recording', () => {
  test.each([
    [{ url: '/a.mp3' }, 'audio/mpeg'],
    [{ url: '/a.mp3', type: 'audio/mp3' }, 'audio/mpeg'],
    [{ url: '/a', type: 'audio/x-wav' }, 'audio/wav'],
    [{ url: '/a', type: 'audio/x-m4a' }, 'audio/mp4'],
    [{ url: '/a.mp4' }, 'video/mp4'],
    [{ url: '/a.pdf' }, 'application/pdf'],
  ])('of %j is %s', async (attachment, type) => {
    expect((await ingestVariant({}, { attachments: [attachment] })).attachments[0]?.type).toBe(type)
  })
})

test('missing facts of a picture are null, and an unknown length is 0', async () => {
  expect((await ingestVariant({ image: { url: '/a.jpg' } })).image).toEqual({
    url: 'https://herald.example/a.jpg',
    type: 'image/jpeg',
    length: 0,
    width: null,
    height: null,
    duration: null,
    title: null,
    credit: null,
    alt: null,
  })
})

test('the facts of a recording are kept as plain text', async () => {
  const attachment = { url: '/a.mp3', length: 7, duration: 60, title: '<b>A</b> &amp; B', credit: ' ' }
  expect((await ingestVariant({}, { attachments: [attachment] })).attachments).toMatchObject([
    { length: 7, duration: 60, title: 'A & B', credit: null },
  ])
})

describe('the alt text of a picture', () => {
  test.each([
    ['comes from imageAlt of the variant', { imageAlt: 'Bridge' }, { url: '/a.png' }, 'Bridge'],
    ['comes from the picture if it has one', { imageAlt: 'Bridge' }, { url: '/a.png', alt: 'A bridge' }, 'A bridge'],
    ['is null if there is none', {}, { url: '/a.png' }, null],
  ])('%s', async (_, written, image, alt) => {
    expect((await ingestVariant(written, { image })).image?.alt).toBe(alt)
  })
})

test('a variant can omit the picture of its article or have its own', async () => {
  const content = article({
    image: { url: '/a.png' },
    variants: {
      uk: variant('А', 'uk'),
      ru: variant('А', 'ru', { image: null }),
      en: variant('A', 'en', { image: { url: '/b.png' } }),
    },
  })
  const { variants } = await takeIn({ 'articles/a.json': content })
  expect(variants.map(({ image }) => image?.url.slice(-6) ?? null)).toEqual(['/a.png', null, '/b.png'])
})
