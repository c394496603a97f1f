import { createHash } from 'node:crypto'
import type { Variant } from '../src/domain/article.ts'
import type { Language } from '../src/domain/language.ts'
import type { Incoming } from '../src/ingest/incoming.ts'
import type { FileContent } from '../src/store/files.ts'
import type { Archive } from './archive.ts'

/** An archive straight into the store, where files would only measure the disk: first all of it, then what was changed. */
export type Supply = Incoming & {
  /** One language of one article is another at the next refresh. */
  change(article: number, language: Language, edit: number): void
  /** Milliseconds that went into making it up. */
  spent(): number
  /** When all of it had been asked for, by `performance.now()`; `NaN` until then. */
  filledAt(): number
}

/** Articles: about as many files as there would be in a part. */
const PART = 167

export function supplyOf(archive: Archive): Supply {
  let filledAt = Number.NaN
  let changed: FileContent[] = []
  let spent = 0
  const timed = <T>(make: () => T): T => {
    const start = performance.now()
    const made = make()
    spent += performance.now() - start
    return made
  }
  return {
    sources: [],
    release: () => undefined,
    dependencies: async () => [],
    async *changes() {
      if (filledAt) yield { changed, touched: [], vanished: [], missing: [] }
      else {
        for (let first = 1; first <= archive.articles; first += PART) {
          yield { changed: timed(() => filesOf(archive, first)), touched: [], vanished: [], missing: [] }
        }
        filledAt = performance.now()
      }
      changed = []
    },
    change: (article, language, edit) => {
      changed.push(fileOf(archive.variantOf(article, language, edit)))
    },
    spent: () => spent,
    filledAt: () => filledAt,
  }
}

function filesOf({ articles, languages, variantOf }: Archive, first: number): FileContent[] {
  return Array.from({ length: Math.min(PART, articles - first + 1) }, (_, index) => first + index).flatMap((article) =>
    languages.map((language) => fileOf(variantOf(article, language, 0))),
  )
}

function fileOf(variant: Variant): FileContent {
  const hash = createHash('sha256').update(variant.content).digest('base64url')
  return {
    file: `stories/${variant.article}.${variant.language}.md`,
    mark: { modified: variant.published, size: variant.content.length, hash },
    ...{ variants: [variant], quarantined: [], unread: [], restated: null },
  }
}
