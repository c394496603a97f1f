import { describe, expect, test } from 'vitest'
import { directoryOf, feedsNamed } from '../../../src/editions/directory.ts'
import type { Published } from '../../../src/editions/published.ts'
import { lang } from '../../support/desk.ts'
import { article, publishNewsroom, variant } from '../../support/newsroom.ts'

const LANGUAGES = ['uk', 'de', 'ar', 'ja', 'tr'] as const
type Language = (typeof LANGUAGES)[number]

/** An edition with these tags in a language; earlier tags have more articles. */
async function publishTags(language: Language, tags: readonly string[], site = {}): Promise<Published> {
  const files = Object.fromEntries(
    tags.map((_, index) => [
      `articles/a${index}.json`,
      article({ tags: tags.slice(0, tags.length - index), variants: { [language]: variant(`A${index}`, language) } }),
    ]),
  )
  const { app } = await publishNewsroom({ site: { languages: LANGUAGES, ...site }, files })
  return app.newsroom.current() as Published
}

const namesFound = (edition: Published, language: Language, text: string) =>
  feedsNamed(edition, lang(language), text).feeds.map(({ name }) => name)

describe('searching feeds by name', () => {
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
  ])('in %s, finds %s by %j', async (language, name, texts) => {
    const edition = await publishTags(language, [name])
    for (const text of texts) expect(namesFound(edition, language, text), text).toContain(name)
    for (const text of ['zzz', `${name}x`, `${name} ${name}`]) expect(namesFound(edition, language, text)).toEqual([])
  })

  test('lists names that begin with the text first, sorts by name, and treats the text literally', async () => {
    const edition = await publishTags('de', ['Seebad', 'Bodensee', 'see', 'Am See', 'C++ (neu)'])
    expect(namesFound(edition, 'de', 'see')).toEqual(['see', 'Seebad', 'Am See', 'Bodensee'])
    expect(namesFound(edition, 'de', 'c++ (')).toEqual(['C++ (neu)'])
    for (const text of ['.', '.*', '[a-z]', '\\w', '^S', '%']) expect(namesFound(edition, 'de', text)).toEqual([])
  })

  test('finds feeds of every kind, in one language only', async () => {
    const edition = await publishTags('uk', ['Річка'], { headlines: { richka: ['a0'] } })
    expect(feedsNamed(edition, lang('uk'), 'richka').feeds.map(({ scope }) => scope.kind)).toEqual(['headlines'])
    expect(namesFound(edition, 'uk', 'city')).toEqual(['city'])
    expect(namesFound(edition, 'de', 'річка')).toEqual([])
  })

  test('returns all feeds for an empty text', async () => {
    const edition = await publishTags('de', ['b', 'a'])
    expect(namesFound(edition, 'de', '').slice(1)).toEqual(['a', 'b', 'city'])
  })

  test('returns at most 100 feeds', async () => {
    const tags = Array.from({ length: 130 }, (_, index) => `tag ${index}`)
    const { app } = await publishNewsroom({
      site: { languages: LANGUAGES },
      files: { 'articles/a.json': article({ tags, variants: { de: variant('A', 'de') } }) },
    })
    const edition = app.newsroom.current() as Published
    expect(namesFound(edition, 'de', 'tag')).toHaveLength(100)
    expect(directoryOf(edition, lang('de')).tag).toHaveLength(130)
    expect(namesFound(edition, 'de', 'tag 129')).toEqual(['tag 129'])
  })
})
