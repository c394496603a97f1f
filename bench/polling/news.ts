import type { Written } from '../desk-hand.ts'
import { HOUR, tagsOf } from '../newsroom.ts'
import { between, oneOf, type Random, someOf } from '../random.ts'

/** Something that a newsroom does, and when; milliseconds since 1970. */
export type Event = { readonly at: number; readonly written: Written }

const DAY = 24 * HOUR
const TAGS = tagsOf({ tags: 30 })
/** Before the first day: as many as fill every feed. */
const ARCHIVE = 700
const [ARTICLES, CORRECTIONS] = [120, 40]
/** How much is published in each hour of a day, one as against another. */
const CURVE = [1, 1, 1, 1, 1, 2, 5, 8, 10, 11, 11, 10, 8, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1]
/** Most corrections come soon. */
const SOON = 8 * HOUR

/** What was there before: at an even pace. */
export function archive(random: Random, start: number): Written[] {
  return Array.from({ length: ARCHIVE }, (_, index) => {
    const published = start - (ARCHIVE - index) * (DAY / ARTICLES)
    return { number: index + 1, published, tags: tagsOfOne(random) }
  })
}

/** What a newsroom does in some days from a moment, in order: articles, and corrections of new ones. */
export function newsOf(random: Random, start: number, days: number): Event[] {
  const articles = Array.from({ length: days * ARTICLES }, (_, index) => {
    const published = start + Math.floor(index / ARTICLES) * DAY + momentOfDay(random)
    return { number: ARCHIVE + 1 + index, published, tags: tagsOfOne(random) }
  })
  const corrections = Array.from({ length: days * CORRECTIONS }, (_, index): Event => {
    const article = oneOf(random, articles)
    const at = article.published + Math.floor(random() ** 2 * SOON) + 60_000
    return { at, written: { ...article, correction: { at, edit: index + 1 } } }
  })
  const events = [...articles.map((written): Event => ({ at: written.published, written })), ...corrections]
  return events.toSorted((a, b) => a.at - b.at)
}

/** The first tags are the most frequent. */
export function frequentTag(random: Random): string {
  return TAGS[Math.floor(TAGS.length * random() ** 2)] as string
}

function tagsOfOne(random: Random): string[] {
  const others = someOf(random, TAGS, between(random, 0, 2))
  return [...new Set([frequentTag(random), ...others])]
}

function momentOfDay(random: Random): number {
  let left = random() * CURVE.reduce((sum, weight) => sum + weight, 0)
  const hour = CURVE.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return Math.floor((hour + random()) * HOUR)
}
