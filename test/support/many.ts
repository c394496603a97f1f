import { article, variant } from './newsroom.ts'

/** Creates `count` article files, for tests of long operations. */
export function manyArticles(count: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `articles/${String(n).padStart(5, '0')}.json`,
      article({ tags: [`t${n % 7}`], variants: { uk: variant(`Міст ${n}`, 'uk') } }),
    ]),
  )
}
