import type { DeskArticle } from '../desk-hand.ts'
import { HOUR, tagsOf } from '../newsroom.ts'
import { between, oneOf, type Random, someOf } from '../random.ts'

/** A publication or a correction; milliseconds since 1970. */
export type Event = { readonly at: number; readonly written: DeskArticle }

const DAY = 24 * HOUR
const TAGS = tagsOf({ tags: 30 })
/** Enough articles before the first day to fill every feed. */
const ARCHIVE_ARTICLES = 700
const [ARTICLES_PER_DAY, CORRECTIONS_PER_DAY] = [120, 40]
/** Relative number of publications in each hour of a day. */
const HOUR_WEIGHTS = [1, 1, 1, 1, 1, 2, 5, 8, 10, 11, 11, 10, 8, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1]
/** Most corrections come soon after the article. */
const CORRECTION_DELAY_MAX = 8 * HOUR

/** Articles before `start`, at even intervals. */
export function archive(random: Random, start: number): DeskArticle[] {
  return Array.from({ length: ARCHIVE_ARTICLES }, (_, index) => {
    const published = start - (ARCHIVE_ARTICLES - index) * (DAY / ARTICLES_PER_DAY)
    return { number: index + 1, published, tags: tagsOfOne(random) }
  })
}

/** Articles of some days from `start`, and their corrections, in order. */
export function newsroomEvents(random: Random, start: number, days: number): Event[] {
  const articles = Array.from({ length: days * ARTICLES_PER_DAY }, (_, index) => {
    const published = start + Math.floor(index / ARTICLES_PER_DAY) * DAY + momentOfDay(random)
    return { number: ARCHIVE_ARTICLES + 1 + index, published, tags: tagsOfOne(random) }
  })
  const corrections = Array.from({ length: days * CORRECTIONS_PER_DAY }, (_, index): Event => {
    const article = oneOf(random, articles)
    const at = article.published + Math.floor(random() ** 2 * CORRECTION_DELAY_MAX) + 60_000
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
  const otherTags = someOf(random, TAGS, between(random, 0, 2))
  return [...new Set([frequentTag(random), ...otherTags])]
}

function momentOfDay(random: Random): number {
  let remaining = random() * HOUR_WEIGHTS.reduce((sum, weight) => sum + weight, 0)
  const hour = HOUR_WEIGHTS.findIndex((weight) => {
    remaining -= weight
    return remaining < 0
  })
  return Math.floor((hour + random()) * HOUR)
}
