import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import { didYouMean } from '../intake/explain.ts'
import { confirmLoss } from '../refresh/confirmations.ts'
import { askForRefresh } from '../scheduling/refresher.ts'
import { openStore } from '../store/open.ts'

/** Lets the files go that a source has lost. @throws AppError where that source is not missing */
export async function confirm(source: string): Promise<number> {
  const store = await openStore(readConfig().store)
  try {
    const missing = (await store.head())?.missing ?? []
    const one = missing.find((candidate) => candidate.source === source && candidate.held > 0)
    if (!one) throw new AppError('not_found', notMissing(source, missing))
    await confirmLoss(store, one, Date.now())
    await askForRefresh(store, Date.now())
    process.stdout.write(`The next refresh lets ${one.held} of ${one.known} files of "${source}" go.\n`)
    return 0
  } finally {
    await store.close()
  }
}

function notMissing(source: string, missing: readonly { readonly source: string }[]): string {
  const names = missing.map((one) => one.source)
  if (names.length === 0) return `"${source}" is not missing: at the last refresh no source was`
  return `"${source}" is not missing${didYouMean(source, names)}. Missing: ${names.join(', ')}`
}
