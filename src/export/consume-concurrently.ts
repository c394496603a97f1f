/**
 * Runs `work` for each item, `lanes` at a time, and reads an item only when a lane is free for it.
 * @throws the first error, after all running work has ended
 */
export async function consumeConcurrently<T>(items: AsyncIterable<T>, lanes: number, work: (item: T) => Promise<void>) {
  const iterator = items[Symbol.asyncIterator]()
  let failure: { readonly error: unknown } | undefined
  const lane = async (): Promise<void> => {
    try {
      for (let next = await iterator.next(); !next.done && !failure; next = await iterator.next()) {
        await work(next.value)
      }
    } catch (error) {
      failure ??= { error }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  if (failure) throw failure.error
}
