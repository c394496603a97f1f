/** A value that reads well but cannot be meant; `key` is where it stands in the file. */
export class KeyError extends Error {
  readonly key: readonly PropertyKey[]
  constructor(key: readonly PropertyKey[], message: string) {
    super(message)
    this.key = key
  }
}
