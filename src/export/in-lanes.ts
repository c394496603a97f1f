/**
 * Does some work with everything that comes, so many at a time; nothing is asked for before somebody is free for it.
 * @throws what the first piece of work that failed threw, once those under way are done
 */
export async function inLanes<T>(items: AsyncIterable<T>, lanes: number, work: (item: T) => Promise<void>) {
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
