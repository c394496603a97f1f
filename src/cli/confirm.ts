import { readConfig } from '../config/config.ts'
import { AppError } from '../domain/errors.ts'
import { didYouMean } from '../intake/explain.ts'
import { confirmLoss } from '../refresh/confirmations.ts'
import { requestRefresh } from '../scheduling/refresher.ts'
import { openStore } from '../store/open.ts'

/** Confirms the loss of a missing source's files. @throws AppError if the source is not missing */
export async function confirm(source: string): Promise<number> {
  const store = await openStore(readConfig().store)
  try {
    const missing = (await store.head())?.missing ?? []
    const loss = missing.find((candidate) => candidate.source === source && candidate.held > 0)
    if (!loss) throw new AppError('not_found', notMissing(source, missing))
    await confirmLoss(store, loss, Date.now())
    await requestRefresh(store, Date.now())
    process.stdout.write(
      `The next refresh removes the articles of ${loss.held} of ${loss.known} files of "${source}".\n`,
    )
    return 0
  } finally {
    await store.close()
  }
}

function notMissing(source: string, missing: readonly { readonly source: string }[]): string {
  const names = missing.map((one) => one.source)
  if (names.length === 0) return `"${source}" is not missing: the last refresh found all sources`
  return `"${source}" is not missing${didYouMean(source, names)}. Missing: ${names.join(', ')}`
}
