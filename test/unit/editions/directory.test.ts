import { describe, expect, test } from 'vitest'
import { feedsNamed, feedsNamedLike } from '../../../src/editions/directory.ts'
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
  feedsNamed(edition, lang(language), text).map(({ name }) => name)

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
    expect(feedsNamed(edition, lang('uk'), 'richka').map(({ scope }) => scope.kind)).toEqual(['headlines'])
    expect(namesFound(edition, 'uk', 'city')).toEqual(['city'])
    expect(namesFound(edition, 'de', 'річка')).toEqual([])
  })

  test('returns all feeds for an empty text', async () => {
    const edition = await publishTags('de', ['b', 'a'])
    expect(namesFound(edition, 'de', '').slice(1)).toEqual(['a', 'b', 'city'])
  })

  test('a misspelled text or word leads to similar names, the most similar first', async () => {
    const edition = await publishTags('de', ['Bodensee', 'Bodenseen', 'Übersee', 'Rat'])
    const similar = (text: string) => feedsNamedLike(edition, lang('de'), text).map(({ name }) => name)
    expect(similar('Bodensse')).toEqual(['Bodensee', 'Bodenseen'])
    expect(similar('am ubresee')).toEqual(['Übersee'])
    for (const text of ['Tat', 'zzzzzzz', 'x'.repeat(100), '']) expect(similar(text), text).toEqual([])
  })
})
