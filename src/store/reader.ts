import type { StoreReader } from './port.ts'

/** Runs each read through `pass`, which waits for a gate or handles errors. */
export function readerThrough(pass: <T>(read: (rows: StoreReader) => Promise<T>) => Promise<T>): StoreReader {
  return {
    head: () => pass((rows) => rows.head()),
    fileMarks: (files) => pass((rows) => rows.fileMarks(files)),
    fileCount: () => pass((rows) => rows.fileCount()),
    startedIntake: () => pass((rows) => rows.startedIntake()),
    quarantined: () => pass((rows) => rows.quarantined()),
    unpublishedAmong: (files, at) => pass((rows) => rows.unpublishedAmong(files, at)),
    feedIndex: (languages) => pass((rows) => rows.feedIndex(languages)),
    feeds: (after) => pass((rows) => rows.feeds(after)),
    window: (scope, limit) => pass((rows) => rows.window(scope, limit)),
    select: (union, limit, span) => pass((rows) => rows.select(union, limit, span)),
    newestBefore: (union, before) => pass((rows) => rows.newestBefore(union, before)),
    changedGuids: (after) => pass((rows) => rows.changedGuids(after)),
    withdrawn: (union, limit) => pass((rows) => rows.withdrawn(union, limit)),
    month: (scope, month) => pass((rows) => rows.month(scope, month)),
    newestMonth: (scope) => pass((rows) => rows.newestMonth(scope)),
    months: (scope) => pass((rows) => rows.months(scope)),
    extents: (languages) => pass((rows) => rows.extents(languages)),
    refreshes: (limit) => pass((rows) => rows.refreshes(limit)),
    versions: (scope) => pass((rows) => rows.versions(scope)),
    variantsOf: (article) => pass((rows) => rows.variantsOf(article)),
    shownVariants: (placed) => pass((rows) => rows.shownVariants(placed)),
  }
}
