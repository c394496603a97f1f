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

const anyVariant = fc.record({ article: fc.constantFrom(...ARTICLES), language: fc.constantFrom(UK, EN, RU) })
const file = fc.constantFrom(...FILES)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('put' as const),
      file,
      holds: fc.uniqueArray(anyVariant, {
        selector: ({ article, language }) => `${article} ${language}`,
        maxLength: 6,
      }),
      unread: fc.subarray([UK, EN, RU], { maxLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('drop' as const), file }) },
)

/** A model of the contents of files. */
type Model = Map<string, readonly Held[]>

function act(model: Model, step: Step): void {
  if (step.does === 'drop') model.delete(step.file)
  else {
    const kept = (model.get(step.file) ?? []).filter(({ language }) => step.unread.includes(language))
    model.set(step.file, [...kept, ...readableVariants(step)])
  }
}

/** Omits the variants that could not be read. */
function readableVariants({ holds, unread }: Step & { does: 'put' }): readonly Held[] {
  return holds.filter(({ language }) => !unread.includes(language))
}

function holders(model: Model, { article, language }: Held): string[] {
  const files = [...model].filter(([, holds]) =>
    holds.some((variant) => variant.article === article && variant.language === language),
  )
  return files.map(([name]) => name).sort((a, b) => (a < b ? -1 : 1))
}

function duplicatesIn(model: Model): string[] {
  const duplicates = [...model].flatMap(([name, holds]) =>
    holds.flatMap((variant) => {
      const [first] = holders(model, variant)
      return first === name ? [] : `${name}: ${variant.article} ${variant.language} is in ${first}`
    }),
  )
  return duplicates.sort()
}

async function duplicatesOf(store: Store): Promise<string[]> {
  const duplicates = (await store.quarantined()).map(({ file, reason, message }) => {
    const match = /^The article "(.+)" in (\S+) is already in (\S+), and that file is used\./.exec(message)
    return reason === 'duplicate' && match
      ? `${file}: ${match[1]} ${match[2]} is in ${match[3]}`
      : `${file}: ${message}`
  })
  return duplicates.sort()
}

/** `language file` of the variants in use. */
async function usedVariants(store: Store, article: string): Promise<string[]> {
  const variants = await store.transact((writer) => writer.variantsOf(article))
  return variants.map(({ language, title }) => `${language} ${title}`).sort()
}

function expectedVariants(model: Model, article: string): string[] {
  return [UK, EN, RU]
    .flatMap((language) => {
      const [first] = holders(model, { article, language })
      return first === undefined ? [] : `${language} ${first}`
    })
    .sort()
}

export function duplicatesContract(open: () => Promise<Store>, runs: number): void {
  test('finds the same duplicates after any order of changes', async () => {
    const store = await open()
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 12 }), async (steps) => {
        await store.transact(async (writer) => {
          for (const name of FILES) await writer.dropFile(name)
        })
        const model: Model = new Map()
        for (const step of steps) {
          act(model, step)
          await store.transact(async (writer) => {
            if (step.does === 'drop') await writer.dropFile(step.file)
            else {
              const variants = readableVariants(step).map(({ article, language }) =>
                row(article, language, { title: step.file }),
              )
              await writer.putFiles([content(step.file, variants, { unread: step.unread })])
            }
          })
          expect(await duplicatesOf(store)).toEqual(duplicatesIn(model))
        }
        for (const article of ARTICLES)
          expect(await usedVariants(store, article)).toEqual(expectedVariants(model, article))
      }),
      { numRuns: runs },
    )
  })

  test('uses the second file by path when the first is dropped, until no duplicate remains', async () => {
    const store = await open()
    const drop = (name: string) => store.transact((writer) => writer.dropFile(name))
    await store.transact(async (writer) => {
      for (const name of ['c.json', 'a.json', 'b.json']) {
        await writer.putFiles([content(name, [row('one', UK, { title: name })])])
      }
    })
    expect(await duplicatesOf(store)).toEqual(['b.json: one uk is in a.json', 'c.json: one uk is in a.json'])
    await drop('a.json')
    expect(await duplicatesOf(store)).toEqual(['c.json: one uk is in b.json'])
    expect(await usedVariants(store, 'one')).toEqual(['uk b.json'])
    await drop('b.json')
    expect(await duplicatesOf(store)).toEqual([])
    expect(await usedVariants(store, 'one')).toEqual(['uk c.json'])
  })
}
