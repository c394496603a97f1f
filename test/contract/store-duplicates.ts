import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Language } from '../../src/domain/language.ts'
import type { Store } from '../../src/store/port.ts'
import { content, EN, RU, row, UK } from '../support/store-rows.ts'

const FILES = ['a.json', 'b/a.json', 'b.json', 'c.json'] as const
const ARTICLES = ['one', 'two'] as const

type Held = { readonly article: string; readonly language: Language }
type Step =
  | {
      readonly does: 'put'
      readonly file: string
      readonly holds: readonly Held[]
      readonly unread: readonly Language[]
    }
  | { readonly does: 'drop'; readonly file: string }

const held = fc.record({ article: fc.constantFrom(...ARTICLES), language: fc.constantFrom(UK, EN, RU) })
const file = fc.constantFrom(...FILES)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('put' as const),
      file,
      holds: fc.uniqueArray(held, { selector: ({ article, language }) => `${article} ${language}`, maxLength: 6 }),
      unread: fc.subarray([UK, EN, RU], { maxLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('drop' as const), file }) },
)

/** What files hold, by hand. */
type Model = Map<string, readonly Held[]>

function act(model: Model, taken: Step): void {
  if (taken.does === 'drop') model.delete(taken.file)
  else {
    const kept = (model.get(taken.file) ?? []).filter(({ language }) => taken.unread.includes(language))
    model.set(taken.file, [...kept, ...readIn(taken)])
  }
}

/** What could not be read is not there to be put. */
function readIn({ holds, unread }: Step & { does: 'put' }): readonly Held[] {
  return holds.filter(({ language }) => !unread.includes(language))
}

function holders(model: Model, { article, language }: Held): string[] {
  const found = [...model].filter(([, holds]) =>
    holds.some((one) => one.article === article && one.language === language),
  )
  return found.map(([name]) => name).sort((a, b) => (a < b ? -1 : 1))
}

function duplicatesIn(model: Model): string[] {
  const named = [...model].flatMap(([name, holds]) =>
    holds.flatMap((one) => {
      const [first] = holders(model, one)
      return first === name ? [] : `${name}: ${one.article} ${one.language} is in ${first}`
    }),
  )
  return named.sort()
}

async function duplicatesOf(store: Store): Promise<string[]> {
  const named = (await store.quarantined()).map(({ file, reason, message }) => {
    const said = /^The article "(.+)" in (\S+) is already in (\S+), and that file is used\./.exec(message)
    return reason === 'duplicate' && said ? `${file}: ${said[1]} ${said[2]} is in ${said[3]}` : `${file}: ${message}`
  })
  return named.sort()
}

/** `language file` of the variants that count. */
async function countedOf(store: Store, article: string): Promise<string[]> {
  const variants = await store.transact((writer) => writer.variantsOf(article))
  return variants.map(({ language, title }) => `${language} ${title}`).sort()
}

function countedIn(model: Model, article: string): string[] {
  return [UK, EN, RU]
    .flatMap((language) => {
      const [first] = holders(model, { article, language })
      return first === undefined ? [] : `${language} ${first}`
    })
    .sort()
}

export function duplicatesContract(open: () => Promise<Store>, runs: number): void {
  test('files that hold the same are named, and count, as if they were looked at all at once', async () => {
    const store = await open()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await store.transact(async (writer) => {
          for (const name of FILES) await writer.dropFile(name)
        })
        const model: Model = new Map()
        for (const taken of steps) {
          act(model, taken)
          await store.transact(async (writer) => {
            if (taken.does === 'drop') await writer.dropFile(taken.file)
            else {
              const variants = readIn(taken).map(({ article, language }) =>
                row(article, language, { title: taken.file }),
              )
              await writer.putFile(content(taken.file, variants, { unread: taken.unread }))
            }
          })
          expect(await duplicatesOf(store)).toEqual(duplicatesIn(model))
        }
        for (const article of ARTICLES) expect(await countedOf(store, article)).toEqual(countedIn(model, article))
      }),
      { numRuns: runs },
    )
  })

  test('the second by path moves up when the first goes, and none is named when the last twin has', async () => {
    const store = await open()
    const drop = (name: string) => store.transact((writer) => writer.dropFile(name))
    await store.transact(async (writer) => {
      for (const name of ['c.json', 'a.json', 'b.json']) {
        await writer.putFile(content(name, [row('one', UK, { title: name })]))
      }
    })
    expect(await duplicatesOf(store)).toEqual(['b.json: one uk is in a.json', 'c.json: one uk is in a.json'])
    await drop('a.json')
    expect(await duplicatesOf(store)).toEqual(['c.json: one uk is in b.json'])
    expect(await countedOf(store, 'one')).toEqual(['uk b.json'])
    await drop('b.json')
    expect(await duplicatesOf(store)).toEqual([])
    expect(await countedOf(store, 'one')).toEqual(['uk c.json'])
  })
}
