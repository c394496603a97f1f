import { describe, expect, test } from 'vitest'
import { directoryOf, feedsNamed } from '../../../src/editions/directory.ts'
import type { Published } from '../../../src/editions/published.ts'
import { lang } from '../../support/desk.ts'
import { article, published, variant } from '../../support/newsroom.ts'

const LANGUAGES = ['uk', 'de', 'ar', 'ja', 'tr'] as const
type Language = (typeof LANGUAGES)[number]

/** A newsroom with these tags in a language, the first on the most articles. */
async function tagged(language: Language, tags: readonly string[], site = {}): Promise<Published> {
  const files = Object.fromEntries(
    tags.map((_, index) => [
      `articles/a${index}.json`,
      article({ tags: tags.slice(0, tags.length - index), variants: { [language]: variant(`A${index}`, language) } }),
    ]),
  )
  const { app } = await published({ site: { languages: LANGUAGES, ...site }, files })
  return app.newsroom.current() as Published
}

const found = (edition: Published, language: Language, text: string) =>
  feedsNamed(edition, lang(language), text).map(({ name }) => name)

describe('feeds are found by a part of their names', () => {
  test.each<[Language, string, readonly string[]]>([
    ['de', 'Übersee', ['über', 'UBER', 'ubersee', 'u\u0308BER', 'see', 'Ü']],
    ['de', 'Café Noir', ['cafe', 'CAFÉ', 'e n', 'noir']],
    ['uk', 'Їжак і Йод', ['їжак', 'ЇЖАК', 'і йод', 'Й']],
    ['ar', 'مُدَرِّس', ['مدرس', 'مُدَرِّس']],
    ['ar', 'أخبار', ['اخبار', 'أخبار']],
    ['ja', 'ガーデン', ['ガーデン', 'ガー', 'ｶﾞｰ']],
    ['ja', '地域', ['域', '地']],
    ['tr', 'İstanbul', ['istanbul', 'İSTANBUL', 'stan']],
    ['de', 'ﬁnanz', ['finanz', 'FI']],
  ])('in %s, %s is found by %j', async (language, name, texts) => {
    const edition = await tagged(language, [name])
    for (const text of texts) expect(found(edition, language, text), text).toContain(name)
    for (const text of ['zzz', `${name}x`, `${name} ${name}`]) expect(found(edition, language, text)).toEqual([])
  })

  test('those that begin with it are first, each by name; whatever is asked is text and no pattern', async () => {
    const edition = await tagged('de', ['Seebad', 'Bodensee', 'see', 'Am See', 'C++ (neu)'])
    expect(found(edition, 'de', 'see')).toEqual(['see', 'Seebad', 'Am See', 'Bodensee'])
    expect(found(edition, 'de', 'c++ (')).toEqual(['C++ (neu)'])
    for (const text of ['.', '.*', '[a-z]', '\\w', '^S', '%']) expect(found(edition, 'de', text)).toEqual([])
  })

  test('of every kind, in their language only', async () => {
    const edition = await tagged('uk', ['Річка'], { headlines: { richka: ['a0'] } })
    expect(feedsNamed(edition, lang('uk'), 'richka').map(({ scope }) => scope.kind)).toEqual(['headlines'])
    expect(found(edition, 'uk', 'city')).toEqual(['city'])
    expect(found(edition, 'de', 'річка')).toEqual([])
  })

  test('all of them by nothing', async () => {
    const edition = await tagged('de', ['b', 'a'])
    expect(found(edition, 'de', '').slice(1)).toEqual(['a', 'b', 'city'])
  })

  test('a hundred at most', async () => {
    const tags = Array.from({ length: 130 }, (_, index) => `tag ${index}`)
    const { app } = await published({
      site: { languages: LANGUAGES },
      files: { 'articles/a.json': article({ tags, variants: { de: variant('A', 'de') } }) },
    })
    const edition = app.newsroom.current() as Published
    expect(found(edition, 'de', 'tag')).toHaveLength(100)
    expect(directoryOf(edition, lang('de')).tag).toHaveLength(130)
    expect(found(edition, 'de', 'tag 129')).toEqual(['tag 129'])
  })
})
