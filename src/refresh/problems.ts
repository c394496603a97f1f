import type { Quarantined } from '../domain/article.ts'
import type { MissingSource } from '../domain/missing-source.ts'
import type { RenderContext } from '../editions/feed-state.ts'
import type { Head } from '../store/head.ts'
import type { StoreReader } from '../store/port.ts'
import { type CurrentHeadlines, unknownHeadlines } from './headlines.ts'

/** All that cannot be published, whoever found it out. */
export type Problems = {
  readonly quarantine: readonly Quarantined[]
  /** Files of the quarantine of which nothing has been published yet: not even their names are. */
  readonly unpublished: ReadonlySet<string>
  /** Sources whose files are not there as they were; their articles stay. */
  readonly missing: readonly MissingSource[]
}

/** What is wrong with articles, with texts and with headlines, at an instant. */
export async function problemsIn(
  reader: StoreReader,
  { catalog, headlines }: Pick<RenderContext, 'catalog' | 'headlines'>,
  written: CurrentHeadlines,
  head: Pick<Head, 'instant' | 'missing'>,
): Promise<Problems> {
  const quarantine = [
    ...(await reader.quarantined()),
    ...catalog.texts.problems,
    ...written.problems,
    ...(await unknownHeadlines(reader, headlines)),
  ]
  const files = [...new Set(quarantine.map(({ file }) => file))]
  return { quarantine, unpublished: await reader.unpublishedAmong(files, head.instant), missing: head.missing ?? [] }
}
