import { describe, expect, test } from 'vitest'
import type { Rendition } from '../../../src/domain/site.ts'
import { plainRendition } from '../../../src/feeds/format.ts'
import { renderedEntry } from '../../../src/feeds/rendition.ts'
import { desk, entry } from '../../support/feeds.ts'
import { article, variant } from '../../support/newsroom.ts'

const at = desk()
const UTM = { utm_source: 'msn', utm_medium: 'feed' }

function rendition(over: Partial<Rendition> = {}): Rendition {
  return { ...plainRendition('full'), ...over }
}

test('the plain rendition does not change an entry', () => {
  const shown = entry(at, article({ image: { url: '/i.jpg', width: 10 } }))
  expect(renderedEntry(shown, rendition())).toEqual(shown)
})

describe('parameters', () => {
  const linked = (url: string, parameters: Rendition['parameters'] = UTM) => {
    const shown = entry(at, article({ variants: { uk: variant('Міст', 'uk', { url }) } }))
    return renderedEntry(shown, rendition({ parameters })).variant.url
  }

  test.each([
    ['/a/', 'https://herald.example/a/?utm_source=msn&utm_medium=feed'],
    ['/a?b=1', 'https://herald.example/a?b=1&utm_source=msn&utm_medium=feed'],
    ['/a#part', 'https://herald.example/a?utm_source=msn&utm_medium=feed#part'],
    ['/a?b=1#part?c', 'https://herald.example/a?b=1&utm_source=msn&utm_medium=feed#part?c'],
    ['/a#part?c', 'https://herald.example/a?utm_source=msn&utm_medium=feed#part?c'],
  ])('are added to the address %s, before its fragment', (url, expected) => {
    expect(linked(url)).toBe(expected)
  })

  test('do not re-encode the query of an address', () => {
    const url = 'https://herald.example/a?b=%2f+x&c=%D1%97;d'
    expect(linked(url)).toBe(`${url}&utm_source=msn&utm_medium=feed`)
  })

  test('are encoded', () => {
    const url = linked('/a', { utm_campaign: 'a&b=c #ї' })
    expect(new URL(url).searchParams.get('utm_campaign')).toBe('a&b=c #ї')
    expect(new URL(url).hash).toBe('')
  })

  test('are added only to the article and its translations', () => {
    const source = { title: 'Agency', url: 'https://agency.example/1' }
    const shown = entry(at, article({ image: { url: '/i.jpg' }, source, authors: [{ name: 'Jo', url: '/jo/' }] }))
    const { id, variant, translations } = renderedEntry(shown, rendition({ parameters: UTM }))
    expect(translations.map(({ url }) => url)).toEqual([
      'https://herald.example/en/news/Bridge/?utm_source=msn&utm_medium=feed',
    ])
    expect(translations[0]).toMatchObject({ language: 'en', title: 'Bridge' })
    expect({ id, ...variant, url: shown.variant.url }).toEqual({ id: shown.id, ...shown.variant })
  })
})

describe('the minimum width of pictures', () => {
  const imageOf = (image: Record<string, unknown>, minImageWidth: number | null = 400) =>
    renderedEntry(entry(at, article({ image: { url: '/i.jpg', ...image } })), rendition({ minImageWidth })).variant
      .image

  test.each([
    ['omits a narrower picture', { width: 399 }, false],
    ['keeps a picture of exactly that width', { width: 400 }, true],
    ['keeps a wider picture', { width: 4000 }, true],
    ['keeps a picture of unknown width', {}, true],
    ['ignores the height', { width: 400, height: 1 }, true],
    ['omits a picture of width 0', { width: 0, height: 900 }, false],
  ])('%s', (_name, image, expected) => {
    expect(imageOf(image) !== null).toBe(expected)
  })

  test('does not apply by default', () => {
    expect(imageOf({ width: 1 }, null)).not.toBeNull()
  })

  test('does not affect an article without a picture', () => {
    expect(renderedEntry(entry(at, article()), rendition({ minImageWidth: 400 })).variant.image).toBeNull()
  })
})
