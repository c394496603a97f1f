import { createHash } from 'node:crypto'
import type { Variant } from '../src/domain/article.ts'
import type { Language } from '../src/domain/language.ts'
import type { Ingest } from '../src/ingest/ingest.ts'
import type { FileContent } from '../src/store/files.ts'
import type { Archive } from './archive.ts'

/** Gives a refresh an archive without files, which would measure the disk: first all articles, then changed ones. */
export type ArchiveIncoming = Ingest & {
  /** The next refresh finds this variant changed. */
  change(article: number, language: Language, edit: number): void
  /** Milliseconds spent on generating variants. */
  generationMs(): number
  /** When the refresh had read all articles, by `performance.now()`; `NaN` until then. */
  filledAt(): number
}

/** About as many articles as a refresh reads from files at once. */
const ARTICLES_PER_PART = 167

export function archiveIncoming(archive: Archive): ArchiveIncoming {
  let filledAt = Number.NaN
  let changed: FileContent[] = []
  let spent = 0
  const timed = <T>(make: () => T): T => {
    const start = performance.now()
    const result = make()
    spent += performance.now() - start
    return result
  }
  return {
    sources: [],
    release: () => undefined,
    dependencies: async () => [],
    async *changes() {
      if (filledAt) yield { changed, touched: [], vanished: [], missing: [] }
      else {
        for (let first = 1; first <= archive.articles; first += ARTICLES_PER_PART) {
          yield { changed: timed(() => filesOf(archive, first)), touched: [], vanished: [], missing: [] }
        }
        filledAt = performance.now()
      }
      changed = []
    },
    change: (article, language, edit) => {
      changed.push(fileOf(archive.variantOf(article, language, edit)))
    },
    generationMs: () => spent,
    filledAt: () => filledAt,
  }
}

function filesOf({ articles, languages, variantOf }: Archive, first: number): FileContent[] {
  return Array.from({ length: Math.min(ARTICLES_PER_PART, articles - first + 1) }, (_, index) => first + index).flatMap(
    (article) => languages.map((language) => fileOf(variantOf(article, language, 0))),
  )
}

function fileOf(variant: Variant): FileContent {
  const hash = createHash('sha256').update(variant.content).digest('base64url')
  return {
    file: `stories/${variant.article}.${variant.language}.md`,
    mark: { modified: variant.published, size: variant.content.length, hash },
    ...{ variants: [variant], quarantined: [], unread: [], articleValues: null },
  }
}
