import { article, variant } from './newsroom.ts'

/** So many files of articles, for what has to take a while. */
export function manyArticles(count: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `articles/${String(n).padStart(5, '0')}.json`,
      article({ tags: [`t${n % 7}`], variants: { uk: variant(`Міст ${n}`, 'uk') } }),
    ]),
  )
}
