import { describe, expect, test } from 'vitest'
import { articleJsonSchema } from '../../../src/intake/json-schema.ts'
import { takeIn } from '../../support/desk.ts'
import { article, variant } from '../../support/newsroom.ts'

const languagesOf = (taken: Awaited<ReturnType<typeof takeIn>>) => taken.variants.map(({ language }) => language)

describe('a good variant is published beside a bad one', () => {
  test.each([
    ['without a title', variant('', 'ru'), 'title_missing'],
    ['with an impossible date', variant('A', 'ru', { published: '2026-02-30' }), 'date_unparsable'],
    ['with an invalid address', variant('A', 'ru', { url: 'http://[' }), 'url_invalid'],
    ['that is not a mapping', ['A'], 'value_invalid'],
    ['that is null', null, 'value_missing'],
  ])('%s', async (_, ru, reason) => {
    const variants = { uk: variant('Міст', 'uk'), ru, en: variant('Bridge', 'en') }
    const taken = await takeIn({ 'articles/a.json': article({ variants }) })
    expect(languagesOf(taken)).toEqual(['uk', 'en'])
    expect(taken.quarantined).toMatchObject([{ file: 'articles/a.json', reason }])
  })

  test('with an invalid language, or one that the site does not have', async () => {
    const variants = { junk: variant('A', 'x'), de: variant('A', 'de'), en: variant('Bridge', 'en') }
    const taken = await takeIn({ 'articles/a.json': article({ variants }) })
    expect(languagesOf(taken)).toEqual(['en'])
    expect(taken.quarantined.map(({ reason }) => reason)).toEqual(['language_invalid', 'language_unlisted'])
  })
})

describe('the languages that could not be read are reported, so that their last good texts stay', () => {
  test.each([
    ['none, for a good article', article(), []],
    ['one language, for a bad variant', article({ variants: { uk: variant('А', 'uk'), RU: {} } }), ['ru']],
    ['all, for a bad article', article({ published: undefined }), 'all'],
    ['all, for a file that is not JSON', '{', 'all'],
    ['none, for a duplicate variant', article({ variants: { uk: variant('А', 'uk'), UK: variant('Б', 'uk') } }), []],
  ])('%s', async (_, content, unread) => {
    expect((await takeIn({ 'articles/a.json': content })).unread).toEqual([unread])
  })
})

describe('two variants of one language', () => {
  test('in one file: the first is used, the second is reported', async () => {
    const variants = { uk: variant('Перша', 'uk'), UK: variant('Друга', 'uk') }
    const taken = await takeIn({ 'articles/a.json': article({ variants }) })
    expect(taken.variants.map(({ title }) => title)).toEqual(['Перша'])
    expect(taken.quarantined).toEqual([
      {
        file: 'articles/a.json',
        place: expect.stringMatching(/^line 1, variants\.UK$/),
        reason: 'duplicate',
        message: 'There are two variants in uk.',
      },
    ])
  })

  test('under an old and a new tag (RFC 5646 §4.5)', async () => {
    const variants = { he: variant('א', 'he'), iw: variant('ב', 'he') }
    const taken = await takeIn({ 'articles/a.json': article({ variants }) }, { languages: ['he'] })
    expect(taken.variants.map(({ title }) => title)).toEqual(['א'])
    expect(taken.quarantined).toMatchObject([{ reason: 'duplicate' }])
  })
})

test('reports every bad file and publishes every good article', async () => {
  const taken = await takeIn({
    'articles/a-json.json': '{"id": ',
    'articles/b-encoding.json': new Uint8Array([0xff, 0xfe, 0x7b]),
    'articles/c-good.json': article(),
    'stories/d-code.en.md': '---js\n{}\n---\n',
    'stories/e-yaml.en.md': '---\ntitle: [\n---\n',
    'stories/f-none.en.md': 'Text\n',
    'stories/g-good.en.md': '---\ntitle: Good\ndate: 2026-03-01\n---\nText\n',
  })
  expect(taken.quarantined.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
    'articles/a-json.json json_invalid',
    'articles/b-encoding.json encoding_invalid',
    'stories/d-code.en.md front_matter_code',
    'stories/e-yaml.en.md yaml_invalid',
    'stories/f-none.en.md front_matter_missing',
  ])
  expect(taken.variants.map(({ article: id, language }) => `${id} ${language}`)).toEqual([
    'c-good uk',
    'c-good en',
    'g-good en',
  ])
})

test.each(['__proto__', 'constructor', 'toString'])('the key %s is an unknown key, and is left out', async (key) => {
  const bad = JSON.stringify(article({ id: 'a' })).replace('{', `{"${key}": {"title": "x"},`)
  const taken = await takeIn({ 'articles/a.json': bad })
  expect(taken.quarantined).toMatchObject([{ reason: 'key_unknown' }])
  expect(taken.variants).toHaveLength(2)
  expect(Object.hasOwn(Object.prototype, 'title')).toBe(false)
})

test('messages and places are short and on one line for any input', async () => {
  const longText = 'A\n'.repeat(100_000)
  const files = {
    'articles/a.json': article({ [longText]: 1 }),
    'articles/b.json': article({ published: longText }),
    'articles/c.json': article({ tags: [`${'!\n'.repeat(1000)}`] }),
    'articles/d.json': article({ variants: { [longText]: {} } }),
    'articles/e.json': article({ authors: [longText] }),
    'articles/f.json': article({
      image: `x:${longText}`,
      variants: { en: variant('A', 'en', { content: `<button>${longText}` }) },
    }),
  }
  const { quarantined } = await takeIn(files, { authors: { jo: { name: 'Jo' } } })
  expect(quarantined).toHaveLength(7)
  for (const { message, place } of quarantined) {
    expect(message.length).toBeLessThan(400)
    expect(place.length).toBeLessThan(400)
    expect(message + place).not.toContain('\n')
  }
})

test('the JSON Schema requires only the keys without a default', () => {
  type Schema = { required: string[]; properties: Record<string, Schema>; additionalProperties: Schema }
  const schema = articleJsonSchema() as Schema
  expect(schema.required).toEqual(['published', 'variants'])
  expect(schema.properties.variants?.additionalProperties.required).toEqual(['title', 'url'])
})
